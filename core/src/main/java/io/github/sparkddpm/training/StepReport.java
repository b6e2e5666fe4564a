package io.github.sparkddpm.training;

import java.util.Arrays;

/** What one training step saw. */
public final class StepReport {

  private final double[] losses;
  private final int[] timesteps;
  private final double gradientNorm;
  private final double learningRate;
  private final double noiseSeconds;
  private final double combiningSeconds;

  StepReport(
      ReplicaExchange.Seen seen,
      double gradientNorm,
      double learningRate,
      double noiseSeconds,
      double combiningSeconds) {
    this.losses = seen.losses;
    this.timesteps = seen.timesteps;
    this.gradientNorm = gradientNorm;
    this.learningRate = learningRate;
    this.noiseSeconds = noiseSeconds;
    this.combiningSeconds = combiningSeconds;
  }

  /** L_simple: the mean over the batch. */
  public double loss() {
    return Arrays.stream(losses).average().orElseThrow();
  }

  /** Images in the batch, over all replicas. */
  public int images() {
    return losses.length;
  }

  /** L_simple of one image of the batch. */
  public double loss(int image) {
    return losses[image];
  }

  /** The zero-based timestep one image of the batch was noised to. */
  public int timestep(int image) {
    return timesteps[image];
  }

  /** The gradient's global norm before clipping. */
  public double gradientNorm() {
    return gradientNorm;
  }

  public double learningRate() {
    return learningRate;
  }

  /** Wall-clock time spent on drawing t and epsilon and making x_t. */
  public double noiseSeconds() {
    return noiseSeconds;
  }

  /** Wall-clock time spent on sums over the replicas, the wait for slower ones included. */
  public double combiningSeconds() {
    return combiningSeconds;
  }

  /** Whether the gradient was not finite, so that the parameters did not change. */
  public boolean skipped() {
    return !Double.isFinite(gradientNorm);
  }
}
