/**
 * Judging a model on Spark: images are cut into blocks of consecutive positions, tasks measure
 * whole blocks, and the driver merges them in their order.
 */
package io.github.sparkddpm.spark.evaluate;
