package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.evaluation.FeatureGaussian;
import io.github.sparkddpm.evaluation.FeatureModelException;
import io.github.sparkddpm.evaluation.FeatureScale;
import io.github.sparkddpm.evaluation.FrechetDistance;
import io.github.sparkddpm.evaluation.InceptionScore;
import io.github.sparkddpm.evaluation.KernelDistance;
import io.github.sparkddpm.evaluation.Moments;
import io.github.sparkddpm.evaluation.PrecisionRecall;
import io.github.sparkddpm.evaluation.RandomHalves;
import io.github.sparkddpm.spark.evaluate.Distances.Judgements;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compares kinds of images with the reference.
 *
 * @param reference its Gaussian, computed or read from a cache
 * @param sample features of the reference's first images
 * @param kernel how the kernel distance is estimated
 * @param standardize whether features are scaled by the reference for the kernel distance
 * @param allowFew whether there may be fewer images than features
 */
public record Comparison(
    FeatureGaussian reference,
    FeatureSample sample,
    KernelDistance kernel,
    boolean standardize,
    boolean allowFew)
    implements Serializable {

  /** The most images of each kind that precision and recall are of: their cost is the square. */
  public static final int MOST_NEIGHBOURS = 10_000;

  /** The same for their verdicts, which take them many times. */
  private static final int MOST_JUDGED_NEIGHBOURS = 1_000;

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

  /**
   * Compares a kind of images with the reference.
   *
   * @param scores the class scores of these images, if the model gives any
   */
  public Row of(String name, FeatureSample images, Optional<FeatureSample> scores) {
    long count = images.statistics().count();
    double frechet =
        count >= leastForFrechet()
            ? FrechetDistance.between(images.statistics().gaussian(), reference)
            : Double.NaN;
    return row(name, count, frechet, images.first(), sample.first(), vectors(scores));
  }

  /**
   * Compares one half of the reference's first images, every second one, with the other.
   *
   * @param scores the class scores of the reference, if the model gives any
   */
  public Row halves(String name, Optional<FeatureSample> scores) {
    float[][] even = everySecond(sample.first(), 0);
    float[][] odd = everySecond(sample.first(), 1);
    double frechet =
        odd.length >= leastForFrechet() ? FrechetDistance.between(even, odd) : Double.NaN;
    return row(name, odd.length, frechet, even, odd, everySecond(vectors(scores), 0));
  }

  /** Judges generated images by distances of equally many real images from each other. */
  public Judgements judge(FeatureSample generated) {
    float[][] drawn = generated.first();
    float[][] real = sample.first();
    RandomHalves halves = new RandomHalves(kernel.noise(), RandomHalves.MOST);
    return new Judgements(
        RandomHalves.forFeatures(kernel.noise(), reference.features())
            .judge(drawn, real, leastForFrechet(), Integer.MAX_VALUE, FrechetDistance::between),
        halves.judge(scaled(drawn), scaled(real), 2, kernel.subsetSize(), KernelDistance::ofAll),
        halves.judge(
            drawn,
            real,
            PrecisionRecall.LEAST,
            MOST_JUDGED_NEIGHBOURS,
            (some, others) -> 1 - PrecisionRecall.of(some, others).precision()),
        halves.judge(
            drawn,
            real,
            PrecisionRecall.LEAST,
            MOST_JUDGED_NEIGHBOURS,
            (some, others) -> 1 - PrecisionRecall.of(some, others).recall()));
  }

  private Row row(
      String name, long count, double frechet, float[][] images, float[][] real, float[][] scores) {
    return new Row(
        name,
        count,
        frechet,
        kernel(images, real),
        precisionRecall(images, real),
        scores.length == 0
            ? Optional.empty()
            : Optional.of(InceptionScore.of(kernel.noise(), scores)));
  }

  private static float[][] vectors(Optional<FeatureSample> scores) {
    return scores.map(FeatureSample::first).orElse(new float[0][]);
  }

  private static float[][] everySecond(float[][] all, int from) {
    return IntStream.iterate(from, i -> i < all.length, i -> i + 2)
        .mapToObj(i -> all[i])
        .toArray(float[][]::new);
  }

  private Moments kernel(float[][] one, float[][] other) {
    return Math.min(one.length, other.length) < KernelDistance.LEAST
        ? Moments.NONE
        : kernel.between(scaled(one), scaled(other));
  }

  private float[][] scaled(float[][] vectors) {
    return standardize ? FeatureScale.of(reference).apply(vectors) : vectors;
  }

  private static Optional<PrecisionRecall> precisionRecall(float[][] one, float[][] other) {
    return Math.min(one.length, other.length) < PrecisionRecall.LEAST
        ? Optional.empty()
        : Optional.of(PrecisionRecall.of(first(one), first(other)));
  }

  private static float[][] first(float[][] vectors) {
    return Arrays.copyOf(vectors, Math.min(vectors.length, MOST_NEIGHBOURS));
  }

  private int leastForFrechet() {
    return allowFew ? 2 : reference.features();
  }
}
