package io.github.sparkddpm.diffusion;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A batch as one training step sees it (Ho et al. 2020, algorithm 1): t uniform, epsilon normal,
 * the x_t of both, and what the network is to predict of it; with the images' classes, if the
 * network is told them.
 */
public final class NoisedBatch {

  private final INDArray xt;
  private final int[] timesteps;
  private final Objective objective;
  private final Optional<int[]> labels;

  /**
   * Creates a batch from given noise.
   *
   * @param xt x_t, [B,C,H,W]
   * @param timesteps zero-based, length B
   * @param objective what the network is to predict
   */
  public NoisedBatch(INDArray xt, int[] timesteps, Objective objective) {
    this(xt, timesteps, objective, Optional.empty());
  }

  private NoisedBatch(INDArray xt, int[] timesteps, Objective objective, Optional<int[]> labels) {
    this.xt = xt;
    this.timesteps = timesteps.clone();
    this.objective = objective;
    this.labels = labels;
  }

  /**
   * Draws t and epsilon for every image, each by (seed, step, id) alone.
   *
   * @param ids the examples' ids, length B
   * @param x0 their images, [B,C,H,W] in [-1,1]
   */
  public static NoisedBatch draw(
      GaussianDiffusion diffusion, NoiseStream noise, long step, long[] ids, INDArray x0) {
    int[] timesteps = new int[ids.length];
    for (int b = 0; b < ids.length; b++) {
      int bound = diffusion.schedule().timesteps();
      timesteps[b] = noise.uniformInt(Purpose.TIMESTEP, step, ids[b], bound);
    }
    return at(diffusion, x0, timesteps, noise.gaussian(Purpose.EPSILON, step, ids, x0.shape()));
  }

  /**
   * Noises images as they are told.
   *
   * @param x0 images, [B,C,H,W] in [-1,1]
   * @param timesteps zero-based, length B
   * @param epsilon the noise, of the images' shape
   */
  public static NoisedBatch at(
      GaussianDiffusion diffusion, INDArray x0, int[] timesteps, INDArray epsilon) {
    return new NoisedBatch(
        diffusion.qSample(x0, timesteps, epsilon),
        timesteps,
        Objective.of(diffusion, x0, timesteps, epsilon));
  }

  /**
   * Returns the same batch with the classes of its images.
   *
   * @param labels numbers from 0, negative for none, length B
   */
  public NoisedBatch labelled(int[] labels) {
    return new NoisedBatch(xt, timesteps, objective, Optional.of(labels.clone()));
  }

  /**
   * Returns some of the images as a batch of their own.
   *
   * @param first index of the first one
   * @param count how many, at least 1
   */
  public NoisedBatch part(int first, int count) {
    return new NoisedBatch(
        Images.part(xt, first, count),
        Arrays.copyOfRange(timesteps, first, first + count),
        objective.part(first, count),
        labels.map(all -> Arrays.copyOfRange(all, first, first + count)));
  }

  /** Returns x_t, [B,C,H,W]. */
  public INDArray xt() {
    return xt;
  }

  /** Returns the zero-based timesteps, length B. */
  public int[] timesteps() {
    return timesteps.clone();
  }

  /** Returns the classes of the images, length B, negative for none; empty if they are not told. */
  public Optional<int[]> labels() {
    return labels.map(int[]::clone);
  }

  /** Returns what the network is to predict. */
  public Objective objective() {
    return objective;
  }
}
