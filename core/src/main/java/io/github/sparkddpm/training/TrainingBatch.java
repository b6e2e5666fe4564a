package io.github.sparkddpm.training;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.random.NoiseStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The examples of one replica in one step, noised: no record, for arrays are not compared. */
public final class TrainingBatch {

  private final long step;
  private final long[] ids;
  private final NoisedBatch noised;
  private final double dataSeconds;
  private final double noiseSeconds;

  private TrainingBatch(
      long step, long[] ids, NoisedBatch noised, double dataSeconds, double noiseSeconds) {
    this.step = step;
    this.ids = ids;
    this.noised = noised;
    this.dataSeconds = dataSeconds;
    this.noiseSeconds = noiseSeconds;
  }

  /**
   * Draws t and epsilon for every image, each by (seed, step, id) alone.
   *
   * @param step the zero-based step that will see them
   * @param ids the examples' ids, length B; not copied
   * @param x0 their images, [B,C,H,W] in [-1,1]
   */
  static TrainingBatch draw(
      GaussianDiffusion diffusion, NoiseStream noise, long step, long[] ids, INDArray x0) {
    long start = System.nanoTime();
    NoisedBatch noised = NoisedBatch.draw(diffusion, noise, step, ids, x0);
    return new TrainingBatch(step, ids, noised, 0, (System.nanoTime() - start) / 1e9);
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
