package io.github.sparkddpm.spark.source.files;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A summary of files' sorted names.
 *
 * @param count how many there are
 * @param folders the first folders of their paths
 * @param loose the first image without a folder; null if there is none
 * @param twice the first name that is there twice; null if there is none
 */
public record NamesSummary(long count, SortedSet<String> folders, String loose, String twice)
    implements Serializable {

  /** Returns the summary of some names. */
  public static NamesSummary of(Iterator<String> sorted) {
    long count = 0;
    SortedSet<String> folders = new TreeSet<>();
    String loose = null;
    String twice = null;
    String last = null;
    String folder = "";
    while (sorted.hasNext()) {
      String name = sorted.next();
      count++;
      if (twice == null && name.equals(last)) {
        twice = name;
      }
      last = name;
      int slash = name.indexOf('/');
      if (slash >= 0 && !name.regionMatches(0, folder, 0, slash + 1)) {
        folder = name.substring(0, slash + 1);
        folders.add(name.substring(0, slash));
      } else if (slash < 0 && loose == null && ImageNames.isImage(name)) {
        loose = name;
      }
    }
    return new NamesSummary(count, folders, loose, twice);
  }

  /** Returns the summary of names whose parts are given in their order, the same ones in one. */
  static NamesSummary of(List<NamesSummary> parts) {
    SortedSet<String> folders = new TreeSet<>();
    parts.forEach(part -> folders.addAll(part.folders));
    return new NamesSummary(
        parts.stream().mapToLong(NamesSummary::count).sum(),
        folders,
        first(parts, NamesSummary::loose),
        first(parts, NamesSummary::twice));
  }

  private static String first(List<NamesSummary> parts, Function<NamesSummary, String> name) {
    return parts.stream().map(name).filter(Objects::nonNull).findFirst().orElse(null);
  }
}
