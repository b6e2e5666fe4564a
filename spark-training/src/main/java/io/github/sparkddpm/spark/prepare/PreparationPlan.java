package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.data.image.ImageDecoder;

/**
 * The settings by which a source is prepared.
 *
 * @param decoder makes the pixels: shape, background, largest image
 * @param seed of the order of the images, any value
 * @param shards the number of Parquet files, 1 to the number of images
 * @param maxQuarantinedShare of the images that may be unusable, in [0, 1]
 * @param tasks Spark tasks that read the source, 0 for four a core; changes no result
 */
public record PreparationPlan(
    ImageDecoder decoder, long seed, int shards, double maxQuarantinedShare, int tasks) {

  public PreparationPlan {
    if (shards < 1 || tasks < 0 || !(maxQuarantinedShare >= 0 && maxQuarantinedShare <= 1)) {
      throw new IllegalArgumentException(
          "A preparation needs shards >= 1, tasks >= 0 and a share in [0, 1], got %s, %s and %s"
              .formatted(shards, tasks, maxQuarantinedShare));
    }
  }
}
