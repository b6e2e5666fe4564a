package io.github.sparkddpm.spark.sample.files;

import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The class of every PNG file of a folder as {@value #FILE}: a line of its id and its class each.
 * The other formats have the classes with the images.
 */
public record ClassTable(SampleClasses classes) {

  public static final String FILE = "classes.csv";

  /** Writes the table of all images that are there, whole or not at all. */
  public void write(OutputFolder folder, StoredSamples images) throws IOException {
    folder.write(FILE, out -> write(out, images.units()));
  }

  private void write(OutputStream out, List<UnitManifest> units) throws IOException {
    // The caller closes the stream.
    Writer lines = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII));
    lines.write("id,class\n");
    for (UnitManifest unit : units) {
      for (long id : unit.ids().ids()) {
        lines.write("%s,%s\n".formatted(id, classes.labels(id)[0]));
      }
    }
    lines.flush();
  }
}
