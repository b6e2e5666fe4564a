package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.settings.InvalidValueException.require;

/**
 * The settings of an evaluation.
 *
 * @param dataset prepared dataset, or folder of PNG files, of images that training has not seen;
 *     empty for those that training.held-out keeps from it
 * @param samples folder of generated PNG files; empty for the run's own
 * @param referenceImages real images that are used, evenly spaced; 0 for all
 * @param timestepsPerImage terms of the bound that are computed of each image; 0 for all
 * @param batchSize images at once, at least 1
 * @param partitions Spark tasks, 0 for one a core
 * @param memorization generated images whose nearest training image is sought; 0 for none
 * @param features the feature model
 */
public record EvaluateConfig(
    String dataset,
    String samples,
    int referenceImages,
    int timestepsPerImage,
    int batchSize,
    int partitions,
    int memorization,
    FeaturesConfig features) {

  public EvaluateConfig {
    require(referenceImages >= 0, "evaluate.reference-images", referenceImages, "0 (all) or more");
    require(
        timestepsPerImage == 0 || timestepsPerImage >= 2,
        "evaluate.timesteps-per-image",
        timestepsPerImage,
        "0 (all), or at least 2");
    require(batchSize >= 1, "evaluate.batch-size", batchSize, "at least 1");
    require(partitions >= 0, "evaluate.partitions", partitions, "0 (one a core) or more");
    require(memorization >= 0, "evaluate.memorization", memorization, "0 (none) or more");
  }
}
