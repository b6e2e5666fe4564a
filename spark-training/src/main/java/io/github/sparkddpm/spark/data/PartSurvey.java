package io.github.sparkddpm.spark.data;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one task tells of its images; no pixels.
 *
 * @param digests 32 bytes an entry, in order
 * @param labelCounts images of every label that occurs among those that can be used
 */
record PartSurvey(
    List<byte[]> digests, SortedMap<Integer, Long> labelCounts, List<Quarantined> quarantined)
    implements Serializable {

  static PartSurvey of(Iterator<PreparedImage> images) {
    ByteArrayOutputStream digests = new ByteArrayOutputStream();
    SortedMap<Integer, Long> labelCounts = new TreeMap<>();
    List<Quarantined> quarantined = new ArrayList<>();
    while (images.hasNext()) {
      PreparedImage image = images.next();
      digests.writeBytes(image.digest());
      if (image.quarantined() != null) {
        quarantined.add(image.quarantined());
      } else if (image.label() != PreparedImage.UNLABELLED) {
        labelCounts.merge(image.label(), 1L, Long::sum);
      }
    }
    return new PartSurvey(List.of(digests.toByteArray()), labelCounts, quarantined);
  }
}
