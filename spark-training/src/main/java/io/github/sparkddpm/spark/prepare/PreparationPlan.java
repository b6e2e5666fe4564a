package io.github.sparkddpm.spark.prepare;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.data.image.ImageFitter;

/**
 * The settings by which a source is prepared.
 *
 * @param shape of every image of the dataset
 * @param prepare how images are read and changed
 * @param shards the number of Parquet files, 1 to the number of images
 */
public record PreparationPlan(ImageShape shape, PrepareConfig prepare, int shards) {

  public PreparationPlan {
    require(shards >= 1, "data.shards", shards, "at least 1");
  }

  /** Returns what makes the pixels. */
  ImageDecoder decoder() {
    return new ImageDecoder(new ImageFitter(shape), prepare.background(), prepare.maxPixels());
  }
}
