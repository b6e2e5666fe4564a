package io.github.sparkddpm.diffusers;

import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.network.UNetConfig;

/**
 * A pipeline without its weights.
 *
 * @param network the U-Net
 * @param schedule the noise that it was trained with
 * @param timesteps T
 * @param zeroTerminalSnr whether nothing of the image is left in x_T
 * @param target what it predicts
 * @param variance of the reverse process, as {@code DDPMScheduler} samples by default
 * @param clip whether that sampler clips a predicted x_0
 */
public record Pipeline(
    UNetConfig network,
    NoiseSchedule.Kind schedule,
    int timesteps,
    boolean zeroTerminalSnr,
    Prediction target,
    Variance variance,
    boolean clip) {

  /** Creates a pipeline that predicts epsilon. */
  public Pipeline(
      UNetConfig network,
      NoiseSchedule.Kind schedule,
      int timesteps,
      Variance variance,
      boolean clip) {
    this(network, schedule, timesteps, false, Prediction.EPSILON, variance, clip);
  }

  /**
   * Ensures that diffusers can express the network.
   *
   * @throws IllegalArgumentException if not
   */
  public void requireWritable() {
    UNetSettings.write(network);
  }
}
