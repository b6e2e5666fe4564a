package io.github.sparkddpm.training;

import io.github.sparkddpm.diffusion.NoisedBatch;

/** The examples of one replica in one step, noised: no record, for arrays are not compared. */
public final class TrainingBatch {

  private final long step;
  private final long[] ids;
  private final NoisedBatch noised;
  private final double dataSeconds;
  private final double noiseSeconds;

  /**
   * Creates a batch.
   *
   * @param step the zero-based step that will see it
   * @param ids the examples' ids, length B; not copied
   * @param dataSeconds that the training thread spent on images
   * @param noiseSeconds that it spent on noise
   */
  TrainingBatch(
      long step, long[] ids, NoisedBatch noised, double dataSeconds, double noiseSeconds) {
    this.step = step;
    this.ids = ids;
    this.noised = noised;
    this.dataSeconds = dataSeconds;
    this.noiseSeconds = noiseSeconds;
  }

  /** Returns the same batch, for which the training thread waited so long. */
  TrainingBatch waitedFor(double dataSeconds, double noiseSeconds) {
    return new TrainingBatch(step, ids, noised, dataSeconds, noiseSeconds);
  }

  /** Returns the zero-based step that the batch was drawn for. */
  long step() {
    return step;
  }

  long[] ids() {
    return ids;
  }

  NoisedBatch noised() {
    return noised;
  }

  /**
   * Returns the wall-clock seconds that the training thread spent on images, or waited for them.
   */
  public double dataSeconds() {
    return dataSeconds;
  }

  /** Returns the wall-clock seconds that the training thread spent on noise, or waited for it. */
  public double noiseSeconds() {
    return noiseSeconds;
  }
}
