package io.github.sparkddpm.spark.sample;

/**
 * How far sampling is, over all tasks.
 *
 * @param done reverse steps taken, of all images together
 * @param images that are drawn in all, those that were there before not among them
 * @param steps reverse steps of each
 */
public record SamplingProgress(long done, int images, int steps) {

  /** Reverse steps of all images together. */
  public long total() {
    return (long) images * steps;
  }

  /** How many images that makes, the started ones by their share. */
  public double imagesDone() {
    return (double) done / steps;
  }
}
