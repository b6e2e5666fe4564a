package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.sparkddpm.spark.source.SourceOptions;

/**
 * The source of the images, and the folder they go to once prepared.
 *
 * @param source the images to prepare
 * @param prepared folder of the prepared dataset
 * @param shards files of the prepared dataset, at least 1
 */
public record DataConfig(@JsonUnwrapped SourceOptions source, String prepared, int shards) {

  public DataConfig {
    require(!prepared.isBlank(), "data.prepared", prepared, "a path");
    require(shards >= 1, "data.shards", shards, "at least 1");
  }
}
