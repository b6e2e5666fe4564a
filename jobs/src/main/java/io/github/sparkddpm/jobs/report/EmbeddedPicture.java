package io.github.sparkddpm.jobs.report;

import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** A picture as a page contains it, which then needs no other file. */
public final class EmbeddedPicture {

  private EmbeddedPicture() {}

  /** Returns a PNG file as a data URI, if it is there. */
  public static Optional<String> uri(OutputFolder folder, String name) throws IOException {
    return folder
        .read(name)
        .map(png -> "data:image/png;base64," + Base64.getEncoder().encodeToString(png));
  }
}
