package io.github.sparkddpm.diffusion;

/** The published ways to weigh the loss of the timesteps against each other in training. */
public enum LossWeight {
  /** Every timestep alike (Ho et al. 2020, equation 14). */
  SIMPLE,
  /**
   * The error in x_0, times the signal-to-noise ratio up to 5 (Hang et al. 2023, equation 7), so
   * that timesteps of little noise do not outweigh the others.
   */
  MIN_SNR;

  /** The ratio above which timesteps weigh no more, gamma, which the authors recommend. */
  static final double MAX_SNR = 5;

  /**
   * Returns the weight of the squared error in what the network predicts.
   *
   * @param i zero-based timestep in [0, T)
   * @return 0 or more; 0 only with MIN_SNR where nothing of the image is left in x_t
   */
  double of(NoiseSchedule schedule, Prediction target, int i) {
    if (this == SIMPLE) {
      return 1;
    }
    double snr = schedule.snr(i);
    double inX0 = Math.min(snr, MAX_SNR);
    return switch (target) {
      case EPSILON -> inX0 / snr;
      case V -> inX0 / (snr + 1);
      case X0 -> inX0;
    };
  }
}
