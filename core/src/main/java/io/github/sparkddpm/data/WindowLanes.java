package io.github.sparkddpm.data;

import io.github.sparkddpm.data.EpochOrder.Visit;

/**
 * The images that one worker's slots see in one visit of a window; immutable.
 *
 * <p>The B*S places of a window in S steps are laid out evenly over its n images. Place j is image
 * floor((j*n + phase) / (B*S)), with phase uniform on 0..n-1. Over all phases each image is hit by
 * exactly B*S of the n*B*S pairs (phase, j), so all are seen equally often in the mean. Two places
 * never meet in one image as long as there are no more places than images.
 */
public final class WindowLanes {

  private final Visit visit;
  private final ImageRange images;
  private final long places;
  private final int firstSlot;
  private final long phase;
  private final int[][] walks;

  /**
   * Creates the lanes of one worker.
   *
   * @param walks a permutation of the visit's steps for each slot of the worker
   */
  WindowLanes(
      Visit visit, ImageRange images, int batchSize, int firstSlot, long phase, int[][] walks) {
    this.visit = visit;
    this.images = images;
    this.places = (long) batchSize * visit.steps();
    this.firstSlot = firstSlot;
    this.phase = phase;
    this.walks = walks;
  }

  /** Returns the visit to which these lanes belong. */
  public Visit visit() {
    return visit;
  }

  /**
   * Returns the images of a step.
   *
   * @param step the run's zero-based step, one of the visit's
   * @return one id for each slot of the worker, in the order of the slots
   */
  public long[] ids(long step) {
    int stepInWindow = Math.toIntExact(step - visit.firstStep());
    long[] ids = new long[walks.length];
    for (int b = 0; b < ids.length; b++) {
      long place = (long) (firstSlot + b) * visit.steps() + walks[b][stepInWindow];
      ids[b] = images.firstId() + (place * images.count() + phase) / places;
    }
    return ids;
  }
}
