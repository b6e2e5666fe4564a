package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.spark.sample.files.SampleFormat;
import java.io.Serializable;

/**
 * The output of sampling.
 *
 * @param folder qualified path
 * @param imagesPerUnit images that a task finishes together, rounded to whole batches
 * @param gridColumns images in a row of the picture of the first ones, at least 1
 * @param frames pictures of the first images' way from noise, 2 or more; 0 for none
 */
public record SamplingOutput(
    String folder, SampleFormat format, int imagesPerUnit, int gridColumns, int frames)
    implements Serializable {

  public SamplingOutput {
    if (imagesPerUnit < 1 || gridColumns < 1 || frames < 0 || frames == 1) {
      throw new IllegalArgumentException(
          "Cannot write units of %s images, %s columns and %s frames"
              .formatted(imagesPerUnit, gridColumns, frames));
    }
  }
}
