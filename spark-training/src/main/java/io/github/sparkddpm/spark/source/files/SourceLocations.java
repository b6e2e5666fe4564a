package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.spark.storage.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds and opens a source's files, whatever they are called. */
public final class SourceLocations {

  private static final Pattern WITH_SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);

  private SourceLocations() {}

  /** Returns the path with scheme, for executors have another working directory than the driver. */
  public static Path qualified(String location, Configuration hadoop) throws IOException {
    Path path =
        WITH_SCHEME.matcher(location).matches()
            ? new Path(location)
            : new Path(null, null, location);
    return path.getFileSystem(hadoop).makeQualified(path);
  }

  /** Returns whether a path does not depend on a working directory. */
  public static boolean isAbsolute(String location) {
    return location.startsWith(Path.SEPARATOR) || WITH_SCHEME.matcher(location).matches();
  }

  /**
   * Returns the status of what is at a path.
   *
   * @throws IllegalArgumentException naming the path if nothing is
   */
  public static FileStatus status(Path path, Configuration hadoop) throws IOException {
    try {
      return storage(path, hadoop).getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "No images at %s: there is no such file or folder; correct data.source-images"
              .formatted(Printable.of(path)),
          e);
    }
  }

  /**
   * Opens a file that was listed.
   *
   * @throws IllegalArgumentException naming the path if it cannot be opened
   */
  public static FSDataInputStream open(Path path, Configuration hadoop) throws IOException {
    try {
      return storage(path, hadoop).open(path);
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "Cannot open %s: %s; mend or remove it"
              .formatted(Printable.of(path), Printable.of(e.getMessage())),
          e);
    }
  }

  /**
   * Returns the file system of a path; on the local disk it is the one without checksum files. A
   * checksum older than its file would make the file unreadable, and whoever writes images knows
   * nothing of them.
   */
  public static FileSystem storage(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    return files instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : files;
  }

  /** Returns the path of a file below a folder; Hadoop's own way stumbles over a colon. */
  public static Path child(Path folder, String name) {
    String path = folder.toUri().getPath();
    return new Path(
        folder.toUri().getScheme(),
        folder.toUri().getAuthority(),
        path.endsWith("/") ? path + name : path + "/" + name);
  }

  /** Returns the path of a file below a folder, with slashes. */
  static String relative(Path folder, Path file) {
    String parent = folder.toUri().getPath();
    String path = file.toUri().getPath();
    return path.substring(parent.endsWith("/") ? parent.length() : parent.length() + 1);
  }
}
