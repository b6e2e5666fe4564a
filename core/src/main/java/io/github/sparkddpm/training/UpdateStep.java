package io.github.sparkddpm.training;

/**
 * The quantities of one update.
 *
 * <p>With g the scaled gradient and step n from 1: m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2,
 * p = (1 - lr decay) p - lr mHat / (sqrt(vHat) + 1e-8) where mHat = m / (1 - b1^n) and vHat = v /
 * (1 - b2^n), and ema = ema + (1 - emaDecay)(p - ema).
 *
 * @param step zero-based
 * @param gradientScale 1, or less where the gradient is clipped
 * @param config of the optimizer
 */
public record UpdateStep(long step, double gradientScale, OptimizerConfig config) {

  static final double EPSILON = 1e-8;

  public double beta1() {
    return config.beta1();
  }

  public double beta2() {
    return config.beta2();
  }

  public double learningRate() {
    return config.learningRate(step);
  }

  public double emaDecay() {
    return config.emaDecay(step);
  }

  /** Returns the decays of the further averages. */
  public double[] moreEmaDecays() {
    return config.moreEmaDecays(step);
  }

  /** Returns 1 - lr decay, the share of the parameters that stays; 1 for Adam. */
  public double kept() {
    return 1 - learningRate() * config.weightDecay();
  }

  /** Returns 1 - b2^n. */
  private double correction2() {
    return 1 - Math.pow(beta2(), step + 1.0);
  }

  /** Returns lr sqrt(1 - b2^n) / (1 - b1^n): with {@link #epsilon} it replaces mHat and vHat. */
  public double rate() {
    return learningRate() * Math.sqrt(correction2()) / (1 - Math.pow(beta1(), step + 1.0));
  }

  /** Returns epsilon scaled so that it can be added to sqrt(v) rather than to sqrt(vHat). */
  public double epsilon() {
    return EPSILON * Math.sqrt(correction2());
  }
}
