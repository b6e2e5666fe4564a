/**
 * What is measured of a model and its images: the mathematics, which knows no Spark.
 *
 * <p>Everything that is summed over images merges: the statistics of two sets of images, merged,
 * are those of both together. Merged in one order they are so to the last bit.
 */
package io.github.sparkddpm.evaluation;
