package io.github.sparkddpm.spark.sample;

/**
 * The progress of sampling, over all tasks.
 *
 * @param done reverse steps taken, of all images together
 * @param images the images drawn by this run, without those that were there before
 * @param steps reverse steps of each
 * @param passes of an image through the network for each step: 2 with guidance, else 1
 */
public record SamplingProgress(long done, int images, int steps, int passes) {

  /** Returns the reverse steps of all images together. */
  public long total() {
    return (long) images * steps;
  }

  /** Returns the number of images done, with started images counted by their share. */
  public double imagesDone() {
    return (double) done / steps;
  }
}
