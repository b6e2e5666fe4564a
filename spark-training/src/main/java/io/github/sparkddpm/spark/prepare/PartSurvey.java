package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.spark.data.ContentDigest;
import java.io.Serializable;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A task's summary of its images, without pixels.
 *
 * @param digests of each of its splits, in order, over the digests of its entries: how the splits
 *     are shared out among tasks makes no difference
 * @param labelCounts images of every label that occurs among those that can be used
 */
record PartSurvey(
    List<byte[]> digests, SortedMap<Integer, Long> labelCounts, List<Quarantined> quarantined)
    implements Serializable {

  static PartSurvey of(Iterator<PreparedImage> images) {
    List<byte[]> digests = new ArrayList<>();
    SortedMap<Integer, Long> labelCounts = new TreeMap<>();
    List<Quarantined> quarantined = new ArrayList<>();
    MessageDigest digest = Sha256.start();
    int split = -1;
    while (images.hasNext()) {
      PreparedImage image = images.next();
      if (split >= 0 && image.split() != split) {
        digests.add(digest.digest()); // This also resets the digest.
      }
      split = image.split();
      digest.update(image.digest());
      if (image.quarantined() != null) {
        quarantined.add(image.quarantined());
      } else if (image.label() != ContentDigest.UNLABELLED) {
        labelCounts.merge(image.label(), 1L, Long::sum);
      }
    }
    digests.add(digest.digest());
    return new PartSurvey(digests, labelCounts, quarantined);
  }
}
