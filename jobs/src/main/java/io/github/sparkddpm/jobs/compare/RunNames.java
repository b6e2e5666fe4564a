package io.github.sparkddpm.jobs.compare;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** Short names of runs, by which a page tells them apart. */
final class RunNames {

  private RunNames() {}

  /**
   * Returns the names of the folders, with as many of those above them as make all different.
   *
   * @param folders all different
   */
  static List<String> of(List<Path> folders) {
    int deepest = folders.stream().mapToInt(Path::depth).max().orElse(0);
    for (int parts = 1; parts <= deepest; parts++) {
      int shown = parts;
      List<String> names = folders.stream().map(folder -> last(folder, shown)).toList();
      if (new HashSet<>(names).size() == names.size()) {
        return names;
      }
    }
    return folders.stream().map(Path::toString).toList();
  }

  private static String last(Path folder, int parts) {
    List<String> all = Arrays.asList(folder.toUri().getPath().split(Path.SEPARATOR, -1));
    return all.stream().skip(Math.max(0, all.size() - parts)).collect(Collectors.joining("/"));
  }
}
