package io.github.sparkddpm.evaluation;

import java.io.Serializable;

/**
 * A Gaussian of feature vectors: no record, for its arrays are neither copied nor compared.
 *
 * @see FrechetDistance
 */
public final class FeatureGaussian implements Serializable {

  private static final long serialVersionUID = 1L;

  private final double[] mean;
  private final double[] covariance;

  /**
   * Creates a Gaussian.
   *
   * @param mean length d, not copied
   * @param covariance d*d, symmetric, not copied
   */
  public FeatureGaussian(double[] mean, double[] covariance) {
    if (covariance.length != mean.length * mean.length) {
      throw new IllegalArgumentException(
          "A mean of %s features needs a covariance of %s numbers, got %s"
              .formatted(mean.length, mean.length * mean.length, covariance.length));
    }
    this.mean = mean;
    this.covariance = covariance;
  }

  /** Returns d. */
  public int features() {
    return mean.length;
  }

  /** Returns the mean, length d; the own array. */
  public double[] mean() {
    return mean;
  }

  /** Returns the covariance, d*d, row after row; the own array. */
  public double[] covariance() {
    return covariance;
  }
}
