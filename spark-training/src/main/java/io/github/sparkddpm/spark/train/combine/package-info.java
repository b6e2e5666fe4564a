/**
 * The choice among the ways of combining gradients, above all of them: trainer and ways do not know
 * each other's classes beyond {@link io.github.sparkddpm.spark.train.GradientCombiner}.
 *
 * <p>It may import {@code spark.train} and its ways. Start reading at {@link
 * io.github.sparkddpm.spark.train.combine.Combiners}.
 */
package io.github.sparkddpm.spark.train.combine;
