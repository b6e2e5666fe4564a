package io.github.sparkddpm.spark.prepare;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import io.github.sparkddpm.data.image.RgbColor;

/**
 * The keys of {@code prepare}.
 *
 * @param background what shows through transparent pixels
 * @param maxPixels width times height of the largest image that is decoded, at least 1
 * @param maxQuarantinedShare of the images that may be unusable, in [0, 1]
 * @param seed of the order of the images; any value
 * @param tasks Spark tasks that read the source, 0 for four a core; changes no result
 */
public record PrepareConfig(
    RgbColor background, long maxPixels, double maxQuarantinedShare, long seed, int tasks) {

  public PrepareConfig {
    require(maxPixels >= 1, "prepare.max-pixels", maxPixels, "at least 1");
    require(
        maxQuarantinedShare >= 0 && maxQuarantinedShare <= 1,
        "prepare.max-quarantined-share",
        maxQuarantinedShare,
        "in [0, 1]");
    require(tasks >= 0, "prepare.tasks", tasks, "0 (four a core) or more");
  }
}
