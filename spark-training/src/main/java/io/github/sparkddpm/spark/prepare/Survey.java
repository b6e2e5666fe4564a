package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.checkpoint.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A summary of a pass over the whole source.
 *
 * @param digest SHA-256 over the digests of all splits in order
 * @param labelCounts images of every label that occurs among those that can be used
 * @param quarantined those that cannot, in the source's order
 */
record Survey(String digest, SortedMap<Integer, Long> labelCounts, List<Quarantined> quarantined) {

  /** Returns the summary of all parts, given in their order. */
  static Survey of(List<PartSurvey> parts) {
    MessageDigest digest = Sha256.start();
    SortedMap<Integer, Long> labelCounts = new TreeMap<>();
    List<Quarantined> quarantined = new ArrayList<>();
    for (PartSurvey part : parts) {
      part.digests().forEach(digest::update);
      part.labelCounts().forEach((label, count) -> labelCounts.merge(label, count, Long::sum));
      quarantined.addAll(part.quarantined());
    }
    return new Survey(HexFormat.of().formatHex(digest.digest()), labelCounts, quarantined);
  }
}
