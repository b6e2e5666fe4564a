package io.github.sparkddpm.spark.sample;

/**
 * The progress of sampling, over all tasks.
 *
 * @param done reverse steps taken, of all images together
 * @param images the images drawn by this run, without those that were there before
 * @param steps reverse steps of each
 */
public record SamplingProgress(long done, int images, int steps) {

  /** Returns the reverse steps of all images together. */
  public long total() {
    return (long) images * steps;
  }

  /** Returns the number of images done, with started images counted by their share. */
  public double imagesDone() {
    return (double) done / steps;
  }
}
