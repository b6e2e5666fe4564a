package io.github.sparkddpm.spark.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * Image files.
 *
 * @param root the folder that the files' paths are relative to
 * @param files their paths, each but the last followed by the one character that no path has: in
 *     the driver's memory a file costs no more than its name
 * @param classes names of folders, sorted; empty if the files have no labels
 */
record FileSplit(String root, int firstIndex, int count, String files, List<String> classes)
    implements SourceSplit {

  /** A larger file is not read at all, for a task holds a whole one in memory. */
  private static final long MAX_BYTES = 128L << 20;

  private static final String END = "\0";

  static FileSplit of(String root, int firstIndex, List<String> files, List<String> classes) {
    return new FileSplit(root, firstIndex, files.size(), String.join(END, files), classes);
  }

  @Override
  public Entries open(Configuration hadoop) throws IOException {
    FileSystem storage = new Path(root).getFileSystem(hadoop);
    var names = List.of(files.split(END)).iterator();
    return () -> entry(names.next(), storage);
  }

  private SourceEntry entry(String file, FileSystem storage) throws IOException {
    OptionalInt label =
        classes.isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(
                Collections.binarySearch(classes, file.substring(0, file.indexOf('/'))));
    Path path = new Path(new Path(root), new Path(null, null, file));
    try {
      long bytes = storage.getFileStatus(path).getLen();
      if (bytes > MAX_BYTES) {
        return SourceEntry.unreadable(
            file,
            label,
            "its %s bytes are more than the %s that are read".formatted(bytes, MAX_BYTES));
      }
      try (FSDataInputStream in = storage.open(path)) {
        return SourceEntry.file(file, label, in.readAllBytes());
      }
    } catch (FileNotFoundException | AccessControlException | ChecksumException e) {
      // Anything else may be the storage's trouble, and pass: the task fails and is tried again.
      return SourceEntry.unreadable(file, label, "it cannot be read: " + e.getMessage());
    }
  }
}
