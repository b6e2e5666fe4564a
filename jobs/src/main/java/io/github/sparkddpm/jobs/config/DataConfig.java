package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.jobs.config.InvalidValueException.require;

/**
 * Where the images come from and where they go once prepared.
 *
 * @param sourceImages IDX file of the images, plain or gzip
 * @param sourceLabels IDX file of their labels; empty when they have none
 * @param prepared folder of the prepared dataset
 * @param shards files of the prepared dataset, at least 1
 */
public record DataConfig(String sourceImages, String sourceLabels, String prepared, int shards) {

  public DataConfig {
    require(!sourceImages.isBlank(), "data.source-images", sourceImages, "a path");
    require(!prepared.isBlank(), "data.prepared", prepared, "a path");
    require(shards >= 1, "data.shards", shards, "at least 1");
  }

  /** Whether there is a file of labels. */
  public boolean labelled() {
    return !sourceLabels.isEmpty();
  }
}
