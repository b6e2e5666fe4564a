package io.github.sparkddpm.spark.sample;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * One task's images.
 *
 * @param part the task's index, from 0
 * @param firstId id of its first image; the others follow
 * @param count its number of images, at least 1
 */
record IdRange(int part, long firstId, int count) implements Serializable {

  /** The ids in batches; the last may be smaller. */
  List<long[]> batches(int size) {
    List<long[]> batches = new ArrayList<>();
    long end = firstId + count;
    for (long from = firstId; from < end; from += size) {
      batches.add(LongStream.range(from, Math.min(from + size, end)).toArray());
    }
    return batches;
  }
}
