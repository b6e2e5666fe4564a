package io.github.sparkddpm.spark.source.table;

import io.github.sparkddpm.data.image.UnusableImageException;
import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceFolder;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads the image files that rows name. */
final class NamedFile {

  /** Hadoop would read them, of any length, and change with every mood of a server. */
  private static final Set<String> WEB = Set.of("http", "https");

  private NamedFile() {}

  /**
   * Reads a file.
   *
   * @param name of the row, for reports
   * @param text its path; null if the row has none
   * @throws IOException for the storage's trouble, which may pass
   */
  static SourceEntry entry(String name, OptionalInt label, String text, Configuration hadoop)
      throws IOException {
    try {
      Path file = path(text, hadoop);
      byte[] bytes = SourceFolder.at(file.getParent(), hadoop).read(file.getName());
      return SourceEntry.file(name, label, bytes);
    } catch (InvalidPathException e) { // Java's, of a character that no file's name has.
      return SourceEntry.unreadable(name, label, "its path is none: " + e.getReason());
    } catch (UnusableImageException e) {
      boolean missing =
          e.getCause() instanceof FileNotFoundException
              || e.getCause() instanceof NoSuchFileException;
      return SourceEntry.unreadable(
          name, label, missing ? "there is no such file" : e.getMessage());
    }
  }

  private static Path path(String text, Configuration hadoop)
      throws IOException, UnusableImageException {
    if (text == null || text.isBlank()) {
      throw new UnusableImageException("its path is null or empty");
    }
    if (!SourceLocations.isAbsolute(text)) {
      throw new UnusableImageException(
          "its path is relative: write it from the root or with a scheme");
    }
    try {
      Path path = new Path(text);
      if (WEB.contains(String.valueOf(path.toUri().getScheme()))) {
        throw new UnusableImageException(
            "its path is of a web server: download the file, and name where it lies then");
      }
      Path file = SourceLocations.qualified(text, hadoop);
      if (file.getParent() == null) {
        throw new UnusableImageException("its path names no file");
      }
      return file;
    } catch (IllegalArgumentException e) { // Hadoop's, of what is no URI.
      throw new UnusableImageException(
          "its path is none: " + Printable.of(String.valueOf(e.getMessage())), e);
    }
  }
}
