package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.evaluation.FeatureGaussian;
import io.github.sparkddpm.evaluation.FeatureModelException;
import io.github.sparkddpm.jobs.config.FeaturesConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.spark.evaluate.Comparison;
import io.github.sparkddpm.spark.evaluate.DistributedEvaluator;
import io.github.sparkddpm.spark.evaluate.FeaturePlan;
import io.github.sparkddpm.spark.evaluate.FeatureSample;
import io.github.sparkddpm.spark.evaluate.ImageJudge;
import io.github.sparkddpm.spark.evaluate.ImageJudge.ScoreOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The judge of the samples that a run draws while it trains: the model and the real images of
 * evaluate.
 */
public record TrainingJudge(RunConfig config, Configuration hadoop) {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingJudge.class);

  private static final int FINGERPRINT_DIGITS = 12;

  /** The most numbers of all samples together, which take 1 GiB. */
  private static final long MOST_NUMBERS = 1L << 28;

  /**
   * Makes the judge, before the first step.
   *
   * @param evaluator computes the features of real images
   * @throws FeatureModelException if the model is missing, takes something else, or has more
   *     features than there are images, or if the cached statistics are of another model
   * @throws io.github.sparkddpm.spark.data.DatasetException if the real images are missing, or not
   *     what the network takes
   */
  public ImageJudge make(DistributedEvaluator evaluator) throws IOException {
    FeaturesConfig features = config.evaluate().features();
    FeaturePlan plan = FeatureEvaluation.plan(config, hadoop);
    RealImages real = RealImages.of(config, hadoop);
    byte[] pixels = real.reference().pixels(0, 1, hadoop);
    int d = FeatureEvaluation.tried(plan, config, pixels);
    Comparison.requireEnough(real.reference(), d, features.allowFew());
    requireEnoughSamples(d);
    requireFewNumbers(d);
    Optional<FeatureGaussian> cached = FeatureEvaluation.cached(features.statistics(), d, hadoop);
    FeatureSample reference = evaluator.features(plan, real.reference(), features.keep());
    LOG.info("Samples are judged by {}", real.reference().description());
    return evaluator.judge(
        plan,
        scores(plan, pixels),
        config.network().imageShape(),
        DistanceMeasurement.comparison(
            config, reference, cached.orElseGet(() -> reference.statistics().gaussian())),
        fingerprint(plan, real));
  }

  /**
   * Returns a digest of the model, how it is used, the real images and the steps of the samples.
   */
  private String fingerprint(FeaturePlan plan, RealImages real) {
    String named = config.evaluate().dataset();
    String all =
        "%s %s %s %s %s"
            .formatted(
                plan.sha256(),
                config.evaluate().features(),
                named.isEmpty() ? real.training().manifest().digest() : named,
                real.reference().count(),
                config.training().judging().judgeSteps());
    return Sha256.of(all.getBytes(StandardCharsets.UTF_8)).substring(0, FINGERPRINT_DIGITS);
  }

  /** Returns the output of class scores, tried; empty if the model has none. */
  private Optional<ScoreOutput> scores(FeaturePlan plan, byte[] pixels) {
    String output = config.evaluate().features().classes();
    return output.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ScoreOutput(
                output, FeatureEvaluation.tried(plan.withOutput(output), config, pixels)));
  }

  private void requireEnoughSamples(int features) {
    int images = config.training().judging().judgeImages();
    if (images < features && !config.evaluate().features().allowFew()) {
      throw new FeatureModelException(
          "training.judge-images = %s is fewer than the %s features of %s, so that their covariance would be singular: raise it, or set evaluate.features.allow-few=true"
              .formatted(images, features, config.evaluate().features().model()));
    }
  }

  private void requireFewNumbers(int features) {
    int images = config.training().judging().judgeImages();
    if ((long) images * features > MOST_NUMBERS) {
      throw new FeatureModelException(
          "training.judge-images = %s with %s features an image are more than the %s numbers that a worker holds: lower it"
              .formatted(images, features, MOST_NUMBERS));
    }
  }
}
