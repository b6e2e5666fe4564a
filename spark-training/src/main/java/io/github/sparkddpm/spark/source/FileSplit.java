package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.data.image.UnusableImageException;
import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceFolder;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

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

  private static final String END = "\0";

  static FileSplit of(String root, int firstIndex, List<String> files, List<String> classes) {
    return new FileSplit(root, firstIndex, files.size(), String.join(END, files), classes);
  }

  @Override
  public Entries open(Configuration hadoop) throws IOException {
    SourceFolder folder = SourceFolder.at(new Path(root), hadoop);
    var names = List.of(files.split(END)).iterator();
    return () -> entry(names.next(), folder);
  }

  private SourceEntry entry(String file, SourceFolder folder) throws IOException {
    OptionalInt label = label(file);
    try {
      return SourceEntry.file(file, label, folder.read(file));
    } catch (UnusableImageException e) {
      return SourceEntry.unreadable(file, label, e.getMessage());
    }
  }

  private OptionalInt label(String file) {
    int slash = file.indexOf('/');
    return classes.isEmpty() || slash < 0
        ? OptionalInt.empty()
        : OptionalInt.of(Collections.binarySearch(classes, file.substring(0, slash)));
  }
}
