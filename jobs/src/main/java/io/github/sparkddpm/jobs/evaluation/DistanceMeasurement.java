package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.evaluation.FeatureGaussian;
import io.github.sparkddpm.evaluation.KernelDistance;
import io.github.sparkddpm.jobs.config.FeaturesConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.evaluate.Comparison;
import io.github.sparkddpm.spark.evaluate.Distances;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import io.github.sparkddpm.spark.evaluate.DistributedEvaluator;
import io.github.sparkddpm.spark.evaluate.FeaturePlan;
import io.github.sparkddpm.spark.evaluate.FeatureSample;
import io.github.sparkddpm.spark.evaluate.ImageCollection;
import io.github.sparkddpm.spark.evaluate.NoiseImages;
import java.util.List;
import java.util.Optional;

/** The distances of the generated images from the reference, and of others to compare them to. */
record DistanceMeasurement(FeatureEvaluation evaluation, DistributedEvaluator evaluator) {

  /**
   * Measures them.
   *
   * @param reference its features
   * @param gaussian its mean and covariance, computed or read from a cache
   */
  Distances measure(FeatureSample reference, FeatureGaussian gaussian) {
    Comparison comparison = comparison(evaluation.config(), reference, gaussian);
    ImageCollection generated = evaluation.generated().images();
    int count = generated.count();
    NoiseImages noise =
        new NoiseImages(new NoiseStream(evaluation.config().seed()), generated.shape(), count);
    FeatureSample drawn = features(evaluation.plan(), generated);
    return new Distances(
        gaussian.features(),
        List.of(
            comparison.of("generated images", drawn, scores(generated)),
            row(comparison, "as many training images", evaluation.real().trainingImages(count)),
            comparison.halves(
                "one half of the reference, from the other half",
                scores(evaluation.real().reference())),
            row(comparison, "as many images of noise", noise)),
        comparison.judge(drawn));
  }

  /** Returns how images are compared with a reference. */
  static Comparison comparison(
      RunConfig config, FeatureSample reference, FeatureGaussian gaussian) {
    FeaturesConfig features = config.evaluate().features();
    return new Comparison(
        gaussian,
        reference,
        new KernelDistance(
            new NoiseStream(config.seed()), features.kernelSubsets(), features.kernelSubsetSize()),
        features.kernelStandardize(),
        features.allowFew());
  }

  private Row row(Comparison comparison, String name, ImageCollection images) {
    return comparison.of(name, features(evaluation.plan(), images), scores(images));
  }

  /**
   * Returns the class scores of images; empty if no output of the model has any, or none are kept.
   */
  private Optional<FeatureSample> scores(ImageCollection images) {
    String output = config().classes();
    return output.isEmpty() || config().keep() == 0
        ? Optional.empty()
        : Optional.of(features(evaluation.plan().withOutput(output), images));
  }

  private FeatureSample features(FeaturePlan plan, ImageCollection images) {
    return evaluator.features(plan, images, config().keep());
  }

  private FeaturesConfig config() {
    return evaluation.config().evaluate().features();
  }
}
