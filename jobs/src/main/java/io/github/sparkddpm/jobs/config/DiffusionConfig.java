package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.LossWeight;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;

/**
 * The forward process, what the network learns of it, and the fixed variance of the reverse one.
 *
 * @param schedule how beta_t grows
 * @param timesteps T, at least 1
 * @param zeroTerminalSnr whether the schedule is changed so that x_T is nothing but noise
 * @param target what the network predicts
 * @param lossWeight how much the loss of each timestep counts
 * @param variance sigma_t^2 of the reverse process
 * @param clip whether the predicted x_0 is clipped to [-1, 1] before the posterior mean
 */
public record DiffusionConfig(
    NoiseSchedule.Kind schedule,
    int timesteps,
    boolean zeroTerminalSnr,
    Prediction target,
    LossWeight lossWeight,
    Variance variance,
    boolean clip) {

  public DiffusionConfig {
    require(timesteps >= 1, "diffusion.timesteps", timesteps, "at least 1");
    require(
        !zeroTerminalSnr || timesteps >= 2,
        "diffusion.timesteps",
        timesteps,
        "at least 2 with diffusion.zero-terminal-snr = true");
    require(
        !zeroTerminalSnr || target != Prediction.EPSILON,
        "diffusion.zero-terminal-snr",
        zeroTerminalSnr,
        "false with diffusion.target = epsilon, because the noise in pure noise says nothing of the"
            + " image (set diffusion.target to v or x0)");
  }

  /** Returns the diffusion itself. */
  public GaussianDiffusion diffusion() {
    NoiseSchedule noise = schedule.schedule(timesteps);
    return new GaussianDiffusion(
        zeroTerminalSnr ? noise.withZeroTerminalSnr() : noise, target, lossWeight, variance, clip);
  }
}
