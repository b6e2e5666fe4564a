package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.evaluation.FeatureGaussian;
import io.github.sparkddpm.evaluation.FeatureModelException;
import io.github.sparkddpm.evaluation.FeatureStatistics;
import io.github.sparkddpm.evaluation.FrechetDistance;
import io.github.sparkddpm.evaluation.KernelDistance;
import io.github.sparkddpm.evaluation.Moments;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * Compares kinds of images with the reference.
 *
 * @param reference its Gaussian, computed or read from a cache
 * @param sample features of the reference's first images
 * @param kernel how the kernel distance is estimated
 * @param allowFew whether there may be fewer images than features
 */
public record Comparison(
    FeatureGaussian reference, FeatureSample sample, KernelDistance kernel, boolean allowFew)
    implements Serializable {

  /**
   * Makes sure that a covariance says something.
   *
   * @throws FeatureModelException if there are fewer images than features, unless that is allowed
   */
  public static void requireEnough(ImageCollection images, int features, boolean allowFew) {
    if (images.count() < features && !allowFew) {
      throw new FeatureModelException(
          ("Cannot compare %s by %s features: the covariance of fewer images than features is"
                  + " singular; take more, or set evaluate.features.allow-few=true")
              .formatted(images.description(), features));
    }
  }

  /** Compares a kind of images with the reference. */
  public Row of(String name, FeatureSample images) {
    long count = images.statistics().count();
    double frechet =
        enough(count)
            ? FrechetDistance.between(images.statistics().gaussian(), reference)
            : Double.NaN;
    return new Row(name, count, frechet, kernel(images.first(), sample.first()));
  }

  /** Compares one half of the reference's first images, every second one, with the other. */
  public Row halves(String name) {
    float[][] even = every(0);
    float[][] odd = every(1);
    double frechet =
        enough(odd.length)
            ? FrechetDistance.between(
                FeatureStatistics.of(even).gaussian(), FeatureStatistics.of(odd).gaussian())
            : Double.NaN;
    return new Row(name, odd.length, frechet, kernel(even, odd));
  }

  private float[][] every(int from) {
    float[][] all = sample.first();
    return IntStream.iterate(from, i -> i < all.length, i -> i + 2)
        .mapToObj(i -> all[i])
        .toArray(float[][]::new);
  }

  private Moments kernel(float[][] one, float[][] other) {
    return Math.min(one.length, other.length) < KernelDistance.LEAST
        ? Moments.NONE
        : kernel.between(one, other);
  }

  private boolean enough(long images) {
    return images >= (allowFew ? 2 : reference.features());
  }
}
