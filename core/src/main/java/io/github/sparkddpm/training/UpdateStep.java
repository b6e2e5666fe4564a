package io.github.sparkddpm.training;

/**
 * The quantities of Adam's update that vary from step to step.
 *
 * <p>With g the scaled gradient and step n from 1: m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2,
 * p = p - lr mHat / (sqrt(vHat) + 1e-8) where mHat = m / (1 - b1^n) and vHat = v / (1 - b2^n), and
 * ema = ema + (1 - decay)(p - ema).
 *
 * @param step zero-based
 * @param gradientScale 1, or less where the gradient is clipped
 */
public record UpdateStep(long step, double gradientScale, double learningRate, double emaDecay) {

  public static final double BETA1 = 0.9;
  public static final double BETA2 = 0.999;
  static final double EPSILON = 1e-8;

  /** Returns 1 - b2^n. */
  private double correction2() {
    return 1 - Math.pow(BETA2, step + 1.0);
  }

  /** Returns lr sqrt(1 - b2^n) / (1 - b1^n): with {@link #epsilon} it replaces mHat and vHat. */
  public double rate() {
    return learningRate * Math.sqrt(correction2()) / (1 - Math.pow(BETA1, step + 1.0));
  }

  /** Returns epsilon scaled so that it can be added to sqrt(v) rather than to sqrt(vHat). */
  public double epsilon() {
    return EPSILON * Math.sqrt(correction2());
  }
}
