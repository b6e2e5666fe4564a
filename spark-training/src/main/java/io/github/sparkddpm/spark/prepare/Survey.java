package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.data.DatasetException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A summary of a pass over the whole source.
 *
 * @param digest the {@link SourceDigest} of all entries
 * @param labelCounts images of every label that occurs among those that can be used
 * @param quarantined those that cannot, in the source's order
 */
record Survey(String digest, SortedMap<Integer, Long> labelCounts, List<Quarantined> quarantined) {

  /**
   * Returns the summary of all parts, given in any order.
   *
   * @param entries the number of entries that were listed
   * @throws DatasetException if the parts have another number
   */
  static Survey of(List<PartSurvey> parts, long entries) {
    long read = 0;
    SourceDigest digest = new SourceDigest();
    SortedMap<Integer, Long> labelCounts = new TreeMap<>();
    List<Quarantined> quarantined = new ArrayList<>();
    for (PartSurvey part : parts) {
      read += part.entries();
      digest.add(part.digest());
      part.labelCounts().forEach((label, count) -> labelCounts.merge(label, count, Long::sum));
      quarantined.addAll(part.quarantined());
    }
    if (read != entries) {
      throw new DatasetException(
          "The source has %s images where %s were listed: it changed meanwhile; prepare again"
              .formatted(read, entries));
    }
    quarantined.sort(Comparator.comparingInt(Quarantined::index));
    return new Survey(digest.hex(), labelCounts, quarantined);
  }
}
