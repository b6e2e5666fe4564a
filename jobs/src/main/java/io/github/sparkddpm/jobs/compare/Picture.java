package io.github.sparkddpm.jobs.compare;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.sparkddpm.jobs.report.EmbeddedPicture;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.Optional;

/**
 * A picture of a run.
 *
 * @param run its name
 * @param caption what is in it
 * @param file its path
 * @param uri the same as a page contains it
 */
record Picture(String run, String caption, String file, @JsonIgnore String uri) {

  /** The beginning of every PNG file, in base 64. */
  private static final String PNG = "data:image/png;base64,iVBORw0KG";

  /**
   * Reads a picture, if it is there.
   *
   * @throws DamagedFileException if it is no PNG
   */
  static Optional<Picture> of(ComparedRun run, String caption, OutputFolder folder, String name)
      throws IOException {
    Optional<String> uri = EmbeddedPicture.uri(folder, name);
    String path = folder.path(name).toString();
    if (uri.isPresent() && !uri.get().startsWith(PNG)) {
      throw new DamagedFileException(
          "Damaged picture %s: expected a PNG file; delete it, then compare again".formatted(path));
    }
    return uri.map(found -> new Picture(run.name(), caption, path, found));
  }
}
