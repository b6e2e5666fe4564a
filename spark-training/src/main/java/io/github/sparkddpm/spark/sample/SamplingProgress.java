package io.github.sparkddpm.spark.sample;

/**
 * How far sampling is.
 *
 * @param done reverse steps taken, of all images together
 * @param total reverse steps of all images together
 */
public record SamplingProgress(long done, long total) {}
