package io.github.sparkddpm.diffusion;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The amount of noise that each step adds: beta_1 .. beta_T and everything derived from them, in
 * double.
 *
 * <p>The paper counts t = 1..T. Every index here is i = t - 1, in [0, T); any other index throws an
 * {@link IndexOutOfBoundsException}. Products of alphas are kept as sums of logarithms, so that
 * both alphaBar near 0 and 1 - alphaBar near 0 keep their digits.
 */
public final class NoiseSchedule implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The published schedules. */
  public enum Kind {
    /** The linear schedule of Ho et al. 2020. */
    LINEAR,
    /** The cosine schedule of Nichol and Dhariwal 2021. */
    COSINE;

    /** Returns the schedule of this kind with T timesteps, at least 1. */
    public NoiseSchedule schedule(int timesteps) {
      return switch (this) {
        case LINEAR -> linear(timesteps);
        case COSINE -> cosine(timesteps);
      };
    }
  }

  /** The largest sqrt(alphaBar_T) without a {@link #warning()}: x_T keeps 5% of its image. */
  public static final double MAX_REMAINING_SIGNAL = 0.05;

  private static final double FIRST_LINEAR_BETA = 1e-4;
  private static final double LAST_LINEAR_BETA = 0.02;
  private static final double COSINE_OFFSET = 0.008;
  private static final double MAX_COSINE_BETA = 0.999;

  private final double[] beta;
  private final double[] logAlphaBar;

  private NoiseSchedule(double[] beta) {
    this.beta = beta;
    this.logAlphaBar = new double[beta.length];
    double sum = 0;
    for (int i = 0; i < beta.length; i++) {
      sum += Math.log1p(-beta[i]);
      logAlphaBar[i] = sum;
    }
  }

  /**
   * Returns the schedule of Ho et al. 2020, section 4: beta rises linearly from 1e-4 to 0.02. A
   * single step has 1e-4.
   *
   * @param timesteps T, at least 1; the published value is 1000
   */
  public static NoiseSchedule linear(int timesteps) {
    double slope = (LAST_LINEAR_BETA - FIRST_LINEAR_BETA) / Math.max(1, timesteps - 1);
    return new NoiseSchedule(
        indices(timesteps).mapToDouble(i -> FIRST_LINEAR_BETA + i * slope).toArray());
  }

  /**
   * Returns the schedule of Nichol and Dhariwal 2021, equation 17: alphaBar(u) = cos^2((u + s)/(1 +
   * s) pi/2) with s = 0.008 and u = t/T. Beta is cut at 0.999.
   *
   * @param timesteps T, at least 1; the published values are 1000 and 4000
   */
  public static NoiseSchedule cosine(int timesteps) {
    double step = Math.PI / 2 / (1 + COSINE_OFFSET) / timesteps;
    double start = Math.PI / 2 * COSINE_OFFSET / (1 + COSINE_OFFSET);
    return new NoiseSchedule(
        indices(timesteps).mapToDouble(i -> cosineBeta(start + i * step, step)).toArray());
  }

  /**
   * Returns 1 - cos^2(angle + step) / cos^2(angle), cut at 0.999, without the difference of near
   * equals.
   */
  private static double cosineBeta(double angle, double step) {
    double cosine = Math.cos(angle);
    double beta = Math.sin(step) * Math.sin(2 * angle + step) / (cosine * cosine);
    return Math.min(beta, MAX_COSINE_BETA);
  }

  /**
   * Returns this schedule shifted and scaled so that nothing of the image is left in x_T: its
   * signal-to-noise ratio is 0. sqrt(alphaBar_1) stays (Lin et al. 2024, algorithm 1).
   *
   * @throws IllegalArgumentException if there is a single timestep, which is first and last
   */
  public NoiseSchedule withZeroTerminalSnr() {
    int last = timesteps() - 1;
    if (last == 0) {
      throw new IllegalArgumentException(
          "A noise schedule with a zero terminal SNR needs at least 2 timesteps, got 1");
    }
    double shift = Math.exp(logAlphaBar[last] / 2);
    double[] shifted = beta.clone();
    for (int i = 1; i < last; i++) {
      double before = Math.exp(logAlphaBar[i - 1] / 2);
      // What step i takes off, over what there was: not the difference of near equals.
      double loss = -before * Math.expm1(Math.log1p(-beta[i]) / 2) / (before - shift);
      shifted[i] = loss * (2 - loss);
    }
    shifted[last] = 1;
    return new NoiseSchedule(shifted);
  }

  /** Returns whether nothing of the image is left in x_T. */
  public boolean hasZeroTerminalSnr() {
    return beta[timesteps() - 1] == 1;
  }

  private static IntStream indices(int timesteps) {
    if (timesteps < 1) {
      throw new IllegalArgumentException(
          "A noise schedule needs at least 1 timestep, got " + timesteps);
    }
    return IntStream.range(0, timesteps);
  }

  /**
   * Returns the schedule of a walk that visits only some of the timesteps, with the same alphaBar
   * at each (Nichol and Dhariwal 2021, section 4).
   *
   * @param chosen indices in [0, T), strictly increasing, at least one
   */
  public NoiseSchedule respaced(List<Integer> chosen) {
    return new NoiseSchedule(
        indices(chosen.size())
            .mapToDouble(
                j -> betaBetween(j == 0 ? 0 : logAlphaBar[chosen.get(j - 1)], chosen.get(j)))
            .toArray());
  }

  /**
   * Returns 1 - alphaBar_t / alphaBar_s, the variance of the noise added on the way from s to t.
   */
  private double betaBetween(double logAlphaBarBefore, int i) {
    return -Math.expm1(logAlphaBar[i] - logAlphaBarBefore);
  }

  /** Returns T. */
  public int timesteps() {
    return beta.length;
  }

  /** Returns beta_t, the variance of the noise that step t adds, in (0, 1]; 1 at the end only. */
  public double beta(int i) {
    return beta[i];
  }

  /** Returns alpha_t = 1 - beta_t. */
  public double alpha(int i) {
    return 1 - beta[i];
  }

  /** Returns alphaBar_t = alpha_1 .. alpha_t, the share of the image's variance left in x_t. */
  public double alphaBar(int i) {
    return Math.exp(logAlphaBar[i]);
  }

  /** Returns alphaBar_{t-1}; 1 at i = 0. */
  public double alphaBarPrev(int i) {
    return i == 0 ? 1 : alphaBar(i - 1);
  }

  /** Returns 1 - alphaBar_t, the variance of the noise in x_t. */
  public double oneMinusAlphaBar(int i) {
    return -Math.expm1(logAlphaBar[i]);
  }

  /** Returns 1 - alphaBar_{t-1}; 0 at i = 0. */
  public double oneMinusAlphaBarPrev(int i) {
    return i == 0 ? 0 : oneMinusAlphaBar(i - 1);
  }

  /** Returns ln(1 - alphaBar_t), the log-variance of q(x_t | x_0), to full precision near 0 too. */
  public double logOneMinusAlphaBar(int i) {
    return Math.log1p(-alphaBar(i));
  }

  /** Returns the signal-to-noise ratio alphaBar_t / (1 - alphaBar_t). */
  public double snr(int i) {
    return alphaBar(i) / oneMinusAlphaBar(i);
  }

  /**
   * Returns lambda_t = ln(sqrt(alphaBar_t) / sqrt(1 - alphaBar_t)), half of the logarithm of the
   * signal-to-noise ratio (Lu et al. 2022, section 2.2). It grows as the noise goes, and is
   * -infinity where nothing of the image is left.
   */
  public double halfLogSnr(int i) {
    return (logAlphaBar[i] - Math.log(oneMinusAlphaBar(i))) / 2;
  }

  /** Returns the coefficient of x_0 in the posterior mean (equation 7). */
  public double posteriorX0Coefficient(int i) {
    return Math.sqrt(alphaBarPrev(i)) * beta[i] / oneMinusAlphaBar(i);
  }

  /** Returns the coefficient of x_t in the posterior mean (equation 7). */
  public double posteriorXtCoefficient(int i) {
    return Math.sqrt(alpha(i)) * oneMinusAlphaBarPrev(i) / oneMinusAlphaBar(i);
  }

  /** Returns the variance betaTilde_t of q(x_{t-1} | x_t, x_0) (equation 7); 0 at i = 0. */
  public double posteriorVariance(int i) {
    return beta[i] * oneMinusAlphaBarPrev(i) / oneMinusAlphaBar(i);
  }

  /**
   * Returns ln betaTilde_t. At i = 0, where the variance is 0, it returns the value of i = 1. With
   * a single timestep it returns ln beta_1.
   */
  public double posteriorLogVarianceClipped(int i) {
    if (timesteps() == 1) {
      return Math.log(beta[i]);
    }
    return Math.log(posteriorVariance(i == 0 ? 1 : i));
  }

  /**
   * Returns a warning if this schedule is unfit for sampling: sqrt(alphaBar_T), the part of the
   * image left in x_T, exceeds {@link #MAX_REMAINING_SIGNAL}.
   */
  public Optional<String> warning() {
    double remaining = Math.sqrt(alphaBar(timesteps() - 1));
    if (remaining <= MAX_REMAINING_SIGNAL) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "After all %s timesteps x_T still holds %.1f%% of the image (at most %.1f%% expected),"
                + " but sampling starts from pure noise: use more timesteps or the cosine schedule",
            timesteps(),
            100 * remaining,
            100 * MAX_REMAINING_SIGNAL));
  }
}
