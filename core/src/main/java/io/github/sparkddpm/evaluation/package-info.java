/**
 * Measures of a model and its images: the bound, distances from real images, precision and recall,
 * the inception score, and the nearest images.
 *
 * <p>This package is mathematics. It may import diffusion, random, data and settings, and knows
 * neither a network nor Spark.
 *
 * <p>Everything that is summed over images can be merged: merging the statistics of two sets gives
 * those of both together. Merging in one order gives the same result to the last bit.
 *
 * <p>Start reading at {@link io.github.sparkddpm.evaluation.FrechetDistance} and {@link
 * io.github.sparkddpm.evaluation.BoundStatistics}.
 */
package io.github.sparkddpm.evaluation;
