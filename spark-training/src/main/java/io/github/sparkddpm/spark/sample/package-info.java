/**
 * Sampling on Spark: ids of images are split over tasks, each of which draws whole batches.
 *
 * <p>It may import core, its own rooms {@code files} and {@code table} and, of {@code spark},
 * {@code data}, {@code storage} and {@code executor}. Start reading at {@link
 * io.github.sparkddpm.spark.sample.DistributedSampler}, then {@code SamplingTask}.
 */
package io.github.sparkddpm.spark.sample;
