package io.github.sparkddpm.training;

/** The ways in which the learning rate goes on after its warm-up. */
public enum RateSchedule {
  /** It stays. */
  CONSTANT,
  /** It falls to 0 along half a period of the cosine (Loshchilov and Hutter 2017, equation 5). */
  COSINE,
  /** It falls to 0 evenly. */
  LINEAR;

  /**
   * Returns the rate of a zero-based step: it rises evenly over the warm-up, and goes on from there
   * to the run's last step.
   *
   * @param peak the highest rate
   * @param warmupSteps 0 or more
   * @param steps of the whole run
   */
  public double rate(double peak, long warmupSteps, long steps, long step) {
    if (step < warmupSteps) {
      return peak * (step + 1) / warmupSteps;
    }
    double progress = (double) (step - warmupSteps) / (steps - warmupSteps);
    return peak * share(Math.min(1, progress));
  }

  /**
   * Returns the share of the highest rate.
   *
   * @param progress of the steps after the warm-up, in [0, 1]
   */
  private double share(double progress) {
    return switch (this) {
      case CONSTANT -> 1;
      case COSINE -> (1 + Math.cos(Math.PI * progress)) / 2;
      case LINEAR -> 1 - progress;
    };
  }
}
