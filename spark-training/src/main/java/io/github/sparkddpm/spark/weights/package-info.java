/**
 * Weights wherever they are: in a run, in one of its checkpoints, or in a pipeline of diffusers.
 *
 * <p>Start reading at {@link io.github.sparkddpm.spark.weights.WeightsSource}.
 */
package io.github.sparkddpm.spark.weights;
