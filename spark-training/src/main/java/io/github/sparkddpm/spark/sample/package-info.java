/** Sampling on Spark: ids of images are split over tasks, each of which draws whole batches. */
package io.github.sparkddpm.spark.sample;
