package io.github.sparkddpm.diffusion;

import org.apache.commons.math3.special.Erf;

/**
 * The decoder p(x_0 | x_1) (Ho et al. 2020, equation 13): a Gaussian's mass in the bin of an 8-bit
 * pixel.
 *
 * <p>A bin reaches 1/255 to each side of its value in [-1,1]; those of 0 and 255 are open to
 * infinity. The normal distribution function is exact, computed by the error function. The
 * reference code approximates it by 0.5 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))), which moves a
 * pixel's log-probability by up to about 0.01.
 */
public final class DiscretizedGaussian {

  /** The least probability of a bin, so that its logarithm stays finite. */
  public static final double MIN_PROBABILITY = 1e-12;

  /** Half the width of a grey level, in pixels of [-1,1]. */
  public static final double HALF_BIN = 1.0 / 255;

  /** The pixels beyond it, on either side, are in the bin that reaches to infinity. */
  public static final double EDGE = 0.999;

  private DiscretizedGaussian() {}

  /**
   * Returns the log-probability of one pixel.
   *
   * @param x the pixel's value b / 127.5 - 1 for a byte b
   * @param mean the Gaussian's mean
   * @param logScale ln of its standard deviation: half the log-variance
   * @return nats, in [ln 1e-12, 0]
   */
  public static double logLikelihood(double x, double mean, double logScale) {
    double inverse = Math.exp(-logScale) / Math.sqrt(2);
    double lower = (x - HALF_BIN - mean) * inverse;
    double upper = (x + HALF_BIN - mean) * inverse;
    return Math.log(Math.max(mass(x, lower, upper), MIN_PROBABILITY));
  }

  /**
   * Returns the derivative of {@link #logLikelihood} by the log-scale; 0 where the probability is
   * the least one.
   */
  static double derivativeByLogScale(double x, double mean, double logScale) {
    double inverse = Math.exp(-logScale) / Math.sqrt(2);
    double lower = (x - HALF_BIN - mean) * inverse;
    double upper = (x + HALF_BIN - mean) * inverse;
    double mass = mass(x, lower, upper);
    if (mass <= MIN_PROBABILITY) {
      return 0;
    }
    double atLower = x < -EDGE ? 0 : lower * Math.exp(-lower * lower);
    double atUpper = x > EDGE ? 0 : upper * Math.exp(-upper * upper);
    return (atLower - atUpper) / Math.sqrt(Math.PI) / mass;
  }

  /**
   * Returns the mass between two bounds in units of sqrt(2) sigma. In the tails it avoids the
   * difference of two numbers near 1.
   */
  private static double mass(double x, double lower, double upper) {
    if (x < -EDGE) {
      return Erf.erfc(-upper) / 2;
    }
    return x > EDGE ? Erf.erfc(lower) / 2 : Erf.erf(lower, upper) / 2;
  }

  /**
   * Returns the mean log-likelihood of one image's dimensions.
   *
   * @param x pixels, length D
   * @param mean the Gaussians' means, length D
   * @param logVariance ln of their variances, length D, or 1 if they share it
   * @return nats per dimension
   */
  static double meanLogLikelihood(double[] x, double[] mean, double[] logVariance) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += logLikelihood(x[i], mean[i], logVariance[i % logVariance.length] / 2);
    }
    return sum / x.length;
  }
}
