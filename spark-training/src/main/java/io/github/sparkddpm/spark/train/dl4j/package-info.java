/**
 * Training in the two modes of DL4J on Spark: parameter averaging and shared gradients.
 *
 * <p>This is the only package that may import the Spark modules of DL4J, its parameter server and
 * Aeron, so that replacing them touches nothing else. DL4J trains rounds of steps; this package
 * counts what was trained and refuses a round that lost a part.
 *
 * <p>Start reading at {@link io.github.sparkddpm.spark.train.dl4j.Dl4jCombiner}, then {@code
 * RoundLoop} and {@code Rounds}.
 */
package io.github.sparkddpm.spark.train.dl4j;
