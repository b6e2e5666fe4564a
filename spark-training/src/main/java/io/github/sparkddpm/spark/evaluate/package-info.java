/**
 * Judging a model on Spark: images are cut into blocks of consecutive positions, tasks measure
 * whole blocks, and the driver merges them in their order.
 *
 * <p>It may import core and the packages of {@code spark} that store datasets and runs. Start
 * reading at {@link io.github.sparkddpm.spark.evaluate.DistributedEvaluator}.
 */
package io.github.sparkddpm.spark.evaluate;
