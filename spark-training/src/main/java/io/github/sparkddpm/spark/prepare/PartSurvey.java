package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.data.ContentDigest;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A task's summary of its images, without pixels.
 *
 * @param entries the number of images
 * @param digest their part of the source's {@link SourceDigest}
 * @param labelCounts images of every label that occurs among those that can be used
 */
record PartSurvey(
    long entries,
    BigInteger digest,
    SortedMap<Integer, Long> labelCounts,
    List<Quarantined> quarantined)
    implements Serializable {

  static PartSurvey of(Iterator<PreparedImage> images) {
    Counter counter = new Counter();
    images.forEachRemaining(counter::add);
    return counter.survey();
  }

  /** Takes in images, one after the other. */
  static final class Counter {

    private final SourceDigest digest = new SourceDigest();
    private final SortedMap<Integer, Long> labelCounts = new TreeMap<>();
    private final List<Quarantined> quarantined = new ArrayList<>();
    private long entries;

    void add(PreparedImage image) {
      entries++;
      digest.add(image.index(), image.digest());
      if (image.quarantined() != null) {
        quarantined.add(image.quarantined());
      } else if (image.label() != ContentDigest.UNLABELLED) {
        labelCounts.merge(image.label(), 1L, Long::sum);
      }
    }

    PartSurvey survey() {
      return new PartSurvey(entries, digest.sum(), labelCounts, quarantined);
    }
  }
}
