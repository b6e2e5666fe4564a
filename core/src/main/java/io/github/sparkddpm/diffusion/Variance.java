package io.github.sparkddpm.diffusion;

/** The variance sigma_t^2 of p(x_{t-1} | x_t). */
public enum Variance {
  /** betaTilde_t, optimal for an x_0 that is one known image (Ho et al. 2020, section 3.2). */
  FIXED_SMALL,
  /** beta_t, optimal for x_0 ~ N(0, I), with betaTilde_2 at t = 1; the reference on CIFAR-10. */
  FIXED_LARGE,
  /**
   * A variance between the two for every value, which the network predicts (Nichol and Dhariwal
   * 2021, equation 15); see {@link LearnedVariance}.
   */
  LEARNED;

  /**
   * Returns ln sigma_t^2 of a fixed variance. It is finite at i = 0 too, where the decoder needs a
   * scale.
   *
   * @param i zero-based timestep in [0, T)
   */
  public double logVariance(NoiseSchedule schedule, int i) {
    return switch (this) {
      case FIXED_SMALL -> schedule.posteriorLogVarianceClipped(i);
      case FIXED_LARGE ->
          i == 0 ? schedule.posteriorLogVarianceClipped(i) : Math.log(schedule.beta(i));
      case LEARNED -> throw new IllegalStateException("The network predicts a learned variance");
    };
  }
}
