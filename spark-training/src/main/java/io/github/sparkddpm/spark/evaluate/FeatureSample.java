package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.evaluation.FeatureStatistics;
import java.io.Serializable;
import java.util.stream.Stream;

/**
 * What the features of some images are: no record, for its arrays are neither copied nor compared.
 */
public final class FeatureSample implements Serializable {

  private static final long serialVersionUID = 1L;

  private final FeatureStatistics statistics;
  private final float[][] first;

  /**
   * @param statistics of all the images
   * @param first the features of the first of them
   */
  FeatureSample(FeatureStatistics statistics, float[][] first) {
    this.statistics = statistics;
    this.first = first;
  }

  /** Of both together, this one's images first. */
  FeatureSample merge(FeatureSample other) {
    return new FeatureSample(
        statistics.merge(other.statistics),
        Stream.of(first, other.first).flatMap(Stream::of).toArray(float[][]::new));
  }

  /** Count, mean and covariance of all the images. */
  public FeatureStatistics statistics() {
    return statistics;
  }

  /** A vector for each of the first images, in their order; the own array. */
  public float[][] first() {
    return first;
  }
}
