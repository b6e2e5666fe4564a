package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Variance;

/**
 * The forward process and the fixed variance of the reverse one.
 *
 * @param schedule how beta_t grows
 * @param timesteps T, at least 1
 * @param variance sigma_t^2 of the reverse process
 * @param clip whether the predicted x_0 is clipped to [-1, 1] before the posterior mean
 */
public record DiffusionConfig(
    NoiseSchedule.Kind schedule, int timesteps, Variance variance, boolean clip) {

  public DiffusionConfig {
    require(timesteps >= 1, "diffusion.timesteps", timesteps, "at least 1");
  }

  /** Returns the diffusion itself. */
  public GaussianDiffusion diffusion() {
    return new GaussianDiffusion(schedule.schedule(timesteps), variance, clip);
  }
}
