package io.github.sparkddpm.training;

import java.util.Arrays;

/** A report of one training step. */
public final class StepReport {

  private final double[] losses;
  private final int[] timesteps;
  private final double gradientNorm;
  private final double learningRate;
  private final double noiseSeconds;
  private final CombiningTime combining;

  /**
   * Creates a report.
   *
   * @param losses L_simple of every image of the batch, length B
   * @param timesteps the zero-based t of every image, length B
   * @param gradientNorm before clipping; not finite if the step changed nothing
   * @param learningRate of the step
   * @param noiseSeconds spent on drawing noise, NaN if not measured
   * @param combining time of the sums over the replicas
   */
  public StepReport(
      double[] losses,
      int[] timesteps,
      double gradientNorm,
      double learningRate,
      double noiseSeconds,
      CombiningTime combining) {
    this.losses = losses.clone();
    this.timesteps = timesteps.clone();
    this.gradientNorm = gradientNorm;
    this.learningRate = learningRate;
    this.noiseSeconds = noiseSeconds;
    this.combining = combining;
  }

  /** Returns L_simple, the mean over the batch. */
  public double loss() {
    return Arrays.stream(losses).average().orElseThrow();
  }

  /** Returns the number of images in the batch, over all replicas. */
  public int images() {
    return losses.length;
  }

  /** Returns L_simple of one image of the batch. */
  public double loss(int image) {
    return losses[image];
  }

  /** Returns the zero-based timestep that one image of the batch was noised to. */
  public int timestep(int image) {
    return timesteps[image];
  }

  /** Returns the gradient's global norm before clipping. */
  public double gradientNorm() {
    return gradientNorm;
  }

  public double learningRate() {
    return learningRate;
  }

  /** Returns the wall-clock seconds spent on drawing t and epsilon and making x_t. */
  public double noiseSeconds() {
    return noiseSeconds;
  }

  /** Returns the time of the sums over the replicas. */
  public CombiningTime combining() {
    return combining;
  }

  /** Returns whether the gradient was not finite, so that the parameters did not change. */
  public boolean skipped() {
    return !Double.isFinite(gradientNorm);
  }
}
