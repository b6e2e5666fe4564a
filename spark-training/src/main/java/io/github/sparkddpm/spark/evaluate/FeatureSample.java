package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.evaluation.FeatureStatistics;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The features of some images. It is no record, because its arrays are neither copied nor compared.
 */
public final class FeatureSample implements Serializable {

  private static final long serialVersionUID = 1L;

  private final FeatureStatistics statistics;
  private final TreeMap<Integer, float[]> first;

  /**
   * Creates a sample.
   *
   * @param statistics of all the images
   * @param first the features of the first of them, by their positions
   */
  FeatureSample(FeatureStatistics statistics, Map<Integer, float[]> first) {
    this.statistics = statistics;
    this.first = new TreeMap<>(first);
  }

  /** Returns the sample of images with these features. */
  static FeatureSample of(float[][] vectors) {
    Map<Integer, float[]> first = new HashMap<>();
    for (int i = 0; i < vectors.length; i++) {
      first.put(i, vectors[i]);
    }
    return new FeatureSample(FeatureStatistics.of(vectors), first);
  }

  /** Returns the sample of both sets of images together. */
  FeatureSample merge(FeatureSample other) {
    Map<Integer, float[]> both = new HashMap<>(first);
    both.putAll(other.first);
    return new FeatureSample(statistics.merge(other.statistics), both);
  }

  /** Returns count, mean and covariance of all the images. */
  public FeatureStatistics statistics() {
    return statistics;
  }

  /** Returns a vector for each of the first images, in their order. */
  public float[][] first() {
    return first.values().toArray(float[][]::new);
  }
}
