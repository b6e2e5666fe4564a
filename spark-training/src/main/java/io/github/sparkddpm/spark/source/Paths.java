package io.github.sparkddpm.spark.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Finds the files of a source. */
final class Paths {

  private static final Pattern HIDDEN = Pattern.compile("^[._]");

  private Paths() {}

  /** With scheme and authority, for executors have another working directory than the driver. */
  static Path qualified(String location, Configuration hadoop) throws IOException {
    Path path = new Path(location);
    return path.getFileSystem(hadoop).makeQualified(path);
  }

  /**
   * What is at a path.
   *
   * @throws IllegalArgumentException naming the path if nothing is
   */
  static FileStatus status(Path path, Configuration hadoop) throws IOException {
    try {
      return path.getFileSystem(hadoop).getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "No images at %s: there is no such file or folder; correct data.source-images"
              .formatted(path),
          e);
    }
  }

  /**
   * All files below a folder, or the file itself, in the order of their paths. Names that begin
   * with a dot or an underscore are passed over, as Hadoop's own tools do, folders with all that is
   * in them.
   */
  static List<FileStatus> files(Path root, Configuration hadoop) throws IOException {
    Path folder = status(root, hadoop).getPath();
    List<FileStatus> files = new ArrayList<>();
    visit(root, hadoop, files::add);
    files.sort(Comparator.comparing(file -> relative(folder, file.getPath())));
    return files;
  }

  /** The same files in any order, of which nothing is kept: there may be millions. */
  static void visit(Path root, Configuration hadoop, Consumer<FileStatus> visitor)
      throws IOException {
    FileStatus status = status(root, hadoop);
    if (status.isFile()) {
      visitor.accept(status);
    } else {
      visitBelow(status.getPath(), root.getFileSystem(hadoop), visitor);
    }
  }

  /** Not by Hadoop's listFiles, which on the local disk starts a process for every file. */
  private static void visitBelow(Path folder, FileSystem files, Consumer<FileStatus> visitor)
      throws IOException {
    RemoteIterator<FileStatus> found = files.listStatusIterator(folder);
    while (found.hasNext()) {
      FileStatus entry = found.next();
      if (HIDDEN.matcher(entry.getPath().getName()).find()) {
        continue;
      }
      if (entry.isDirectory()) {
        visitBelow(entry.getPath(), files, visitor);
      } else {
        visitor.accept(entry);
      }
    }
  }

  /**
   * The path of a file below a folder, with slashes; the name of a file that is itself the root.
   */
  static String relative(Path root, Path file) {
    String folder = root.toUri().getPath();
    String path = file.toUri().getPath();
    return path.equals(folder)
        ? file.getName()
        : path.substring(folder.endsWith("/") ? folder.length() : folder.length() + 1);
  }
}
