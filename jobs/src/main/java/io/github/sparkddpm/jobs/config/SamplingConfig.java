package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.jobs.config.InvalidValueException.require;

import io.github.sparkddpm.spark.sample.SamplingAlgorithm;

/**
 * Which images are drawn from a trained model, and how.
 *
 * @param images images to draw, at least 1
 * @param firstId id of the first image, 0 or more: an image depends on the seed and its id alone
 * @param batchSize images drawn at once by a task, at least 1
 * @param sampler the algorithm
 * @param steps reverse steps, for ddim only; 0 for all timesteps
 * @param eta ddim's share of fresh noise, in [0, 1]: 0 is deterministic
 * @param partitions Spark tasks the images are split over, at least 1
 * @param gridColumns images in a row of the picture of all images, at least 1
 */
public record SamplingConfig(
    int images,
    long firstId,
    int batchSize,
    SamplingAlgorithm sampler,
    int steps,
    double eta,
    int partitions,
    int gridColumns) {

  public SamplingConfig {
    require(images >= 1, "sampling.images", images, "at least 1");
    require(firstId >= 0, "sampling.first-id", firstId, "0 or more");
    require(batchSize >= 1, "sampling.batch-size", batchSize, "at least 1");
    require(steps >= 0, "sampling.steps", steps, "0 (all) or more");
    require(
        steps == 0 || sampler == SamplingAlgorithm.DDIM,
        "sampling.steps",
        steps,
        "0 (all) with the ancestral sampler: fewer steps are for sampling.sampler=ddim");
    require(eta >= 0 && eta <= 1, "sampling.eta", eta, "in [0, 1]");
    require(partitions >= 1, "sampling.partitions", partitions, "at least 1");
    require(gridColumns >= 1, "sampling.grid-columns", gridColumns, "at least 1");
  }
}
