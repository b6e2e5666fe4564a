package io.github.sparkddpm.spark.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Which images to draw, from what, on how many tasks.
 *
 * @param config the whole configuration, which the checkpoint's must match where it decides what
 *     the weights mean
 * @param output qualified path of the run's folder: its newest checkpoint is used
 * @param firstId id of the first image, 0 or more
 * @param images how many, at least 1
 * @param partitions Spark tasks, at least 1
 */
public record SamplingRequest(
    SamplingPlan plan, JsonNode config, String output, long firstId, int images, int partitions) {

  public SamplingRequest {
    if (firstId < 0 || images < 1 || partitions < 1) {
      throw new IllegalArgumentException(
          "Cannot sample %d images from id %d in %d tasks".formatted(images, firstId, partitions));
    }
  }

  /** The ids cut into parts whose sizes differ by at most one; no more parts than images. */
  List<IdRange> ranges() {
    int parts = Math.min(partitions, images);
    List<IdRange> ranges = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      long from = firstId + (long) images * i / parts;
      long to = firstId + (long) images * (i + 1) / parts;
      ranges.add(new IdRange(i, from, (int) (to - from)));
    }
    return ranges;
  }
}
