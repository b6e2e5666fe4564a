/**
 * Sampling on Spark: ids of images are split over tasks, each of which draws whole batches.
 *
 * <p>It may import core and the packages of {@code spark} that store datasets and runs. Start
 * reading at {@link io.github.sparkddpm.spark.sample.DistributedSampler}, then {@code
 * SamplingTask}.
 */
package io.github.sparkddpm.spark.sample;
