package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.jobs.config.InvalidValueException.require;

/**
 * The forward process and the fixed variance of the reverse one.
 *
 * @param schedule how beta_t grows
 * @param timesteps T, at least 1
 * @param variance sigma_t^2 of the reverse process
 * @param clip whether the predicted x_0 is clipped to [-1, 1] before the posterior mean
 */
public record DiffusionConfig(Schedule schedule, int timesteps, Variance variance, boolean clip) {

  /** Noise schedules. */
  public enum Schedule {
    LINEAR,
    COSINE
  }

  /** Fixed variances. */
  public enum Variance {
    FIXED_SMALL,
    FIXED_LARGE
  }

  public DiffusionConfig {
    require(timesteps >= 1, "diffusion.timesteps", timesteps, "at least 1");
  }
}
