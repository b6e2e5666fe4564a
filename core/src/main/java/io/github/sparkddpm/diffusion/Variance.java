package io.github.sparkddpm.diffusion;

/** The fixed variance sigma_t^2 of p(x_{t-1} | x_t) (Ho et al. 2020, section 3.2). */
public enum Variance {
  /** betaTilde_t, optimal for an x_0 that is one known image. */
  FIXED_SMALL,
  /** beta_t, optimal for x_0 ~ N(0, I), with betaTilde_2 at t = 1; the reference on CIFAR-10. */
  FIXED_LARGE;

  /**
   * Returns ln sigma_t^2. It is finite at i = 0 too, where the decoder needs a scale.
   *
   * @param i zero-based timestep in [0, T)
   */
  public double logVariance(NoiseSchedule schedule, int i) {
    return this == FIXED_SMALL || i == 0
        ? schedule.posteriorLogVarianceClipped(i)
        : Math.log(schedule.beta(i));
  }
}
