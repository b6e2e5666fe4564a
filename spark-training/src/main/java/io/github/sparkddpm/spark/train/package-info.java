/**
 * Training on Spark, whatever combines the gradients: a run's plan, the trainer that locks the
 * run's folder and judges the outcome, and what all ways of combining need.
 *
 * <p>It may import core, {@code spark.train.events}, and of {@code spark} also {@code data}, {@code
 * executor}, {@code collective} and {@code storage}. It never imports a way of combining gradients:
 * the trainer receives its combiner from above.
 *
 * <p>Start reading at {@link io.github.sparkddpm.spark.train.DistributedTrainer}, then at the
 * combiners in {@code allreduce} and {@code dl4j}.
 */
package io.github.sparkddpm.spark.train;
