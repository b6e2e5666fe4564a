package io.github.sparkddpm.evaluation;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Count, mean and covariance of feature vectors, in one pass over them: the multivariate form of
 * {@link Moments}. Not thread-safe.
 */
public final class FeatureStatistics implements Serializable {

  private static final long serialVersionUID = 1L;

  private final double[] mean;
  private final double[] scatter;
  private long count;

  /**
   * Creates the statistics of no vectors.
   *
   * @param features d, the length of a vector
   */
  public FeatureStatistics(int features) {
    this(0, new double[features], new double[Math.multiplyExact(features, features)]);
  }

  private FeatureStatistics(long count, double[] mean, double[] scatter) {
    this.count = count;
    this.mean = mean;
    this.scatter = scatter;
  }

  /** Adds one vector of d features. */
  public void add(float[] features) {
    requireFeatures(features.length);
    count++;
    double[] before = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      before[i] = features[i] - mean[i];
      mean[i] += before[i] / count;
    }
    addOuterProduct(before, (count - 1.0) / count);
  }

  /** Returns new statistics of both sets of vectors together. */
  public FeatureStatistics merge(FeatureStatistics other) {
    requireFeatures(other.mean.length);
    FeatureStatistics merged = new FeatureStatistics(count, mean.clone(), scatter.clone());
    if (other.count > 0) {
      merged.include(other);
    }
    return merged;
  }

  private void include(FeatureStatistics other) {
    double weight = other.count / ((double) count + other.count);
    double[] distance = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      distance[i] = other.mean[i] - mean[i];
      mean[i] += distance[i] * weight;
    }
    for (int i = 0; i < scatter.length; i++) {
      scatter[i] += other.scatter[i];
    }
    addOuterProduct(distance, count * weight);
    count += other.count;
  }

  /** Adds factor * v v^T to the scatter matrix, of which only the upper triangle is kept. */
  private void addOuterProduct(double[] vector, double factor) {
    int d = vector.length;
    for (int i = 0; i < d; i++) {
      double scaled = factor * vector[i];
      int row = i * d;
      for (int j = i; j < d; j++) {
        scatter[row + j] += scaled * vector[j];
      }
    }
  }

  private void requireFeatures(int found) {
    if (found != mean.length) {
      throw new IllegalArgumentException(
          "Expected %s features, got %s: all must come from one model"
              .formatted(mean.length, found));
    }
  }

  public long count() {
    return count;
  }

  /** Returns d, the length of a vector. */
  public int features() {
    return mean.length;
  }

  /**
   * Returns the Gaussian with these vectors' mean and covariance. The covariance is divided by the
   * count less one, as in NumPy.
   *
   * @throws IllegalArgumentException of fewer than 2 vectors
   */
  public FeatureGaussian gaussian() {
    if (count < 2) {
      throw new IllegalArgumentException(
          "A covariance needs at least 2 images, got %s".formatted(count));
    }
    int d = mean.length;
    double[] covariance = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = i; j < d; j++) {
        covariance[i * d + j] = scatter[i * d + j] / (count - 1);
        covariance[j * d + i] = covariance[i * d + j];
      }
    }
    return new FeatureGaussian(mean.clone(), covariance);
  }

  /** Returns the statistics of vectors in memory, added in their order. */
  public static FeatureStatistics of(float[][] vectors) {
    FeatureStatistics statistics = new FeatureStatistics(vectors[0].length);
    Arrays.stream(vectors).forEach(statistics::add);
    return statistics;
  }
}
