package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.evaluation.FeatureGaussian;
import io.github.sparkddpm.evaluation.FeatureModel;
import io.github.sparkddpm.evaluation.FeatureModelException;
import io.github.sparkddpm.evaluation.StatisticsFile;
import io.github.sparkddpm.jobs.config.FeaturesConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.evaluation.Evaluation.Features;
import io.github.sparkddpm.jobs.evaluation.Evaluation.Recognized;
import io.github.sparkddpm.spark.evaluate.Comparison;
import io.github.sparkddpm.spark.evaluate.DistributedEvaluator;
import io.github.sparkddpm.spark.evaluate.FeaturePlan;
import io.github.sparkddpm.spark.evaluate.FeatureSample;
import io.github.sparkddpm.spark.evaluate.Memorization;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of an evaluation that uses a feature model.
 *
 * @param generated the images that are judged
 * @param cached the reference's statistics, if they were there
 */
public record FeatureEvaluation(
    RunConfig config,
    RealImages real,
    FeaturePlan plan,
    GeneratedImages generated,
    Optional<FeatureGaussian> cached,
    Configuration hadoop) {

  private static final Logger LOG = LoggerFactory.getLogger(FeatureEvaluation.class);

  /**
   * Finds model and images before anything is measured.
   *
   * @param weights that are judged
   * @return empty if the configuration names no feature model
   * @throws FeatureModelException if the model is missing, takes something else, or has more
   *     features than there are images, or if the cached statistics are of another model
   * @throws io.github.sparkddpm.spark.data.DatasetException if there are no generated images, or
   *     another checkpoint drew them
   */
  public static Optional<FeatureEvaluation> of(
      RunConfig config, Weights weights, RealImages real, Configuration hadoop) throws IOException {
    FeaturesConfig features = config.evaluate().features();
    if (features.model().isEmpty()) {
      LOG.info("No feature model (evaluate.features.model): the bound alone is computed");
      return Optional.empty();
    }
    FeaturePlan plan = plan(config, hadoop);
    GeneratedImages generated = GeneratedImages.of(config, weights, hadoop);
    int d = featuresOf(config, plan, generated, hadoop);
    Comparison.requireEnough(generated.images(), d, features.allowFew());
    Comparison.requireEnough(real.reference(), d, features.allowFew());
    return Optional.of(
        new FeatureEvaluation(
            config, real, plan, generated, cached(features.statistics(), d, hadoop), hadoop));
  }

  /** Reads the model. */
  static FeaturePlan plan(RunConfig config, Configuration hadoop) throws IOException {
    FeaturesConfig features = config.evaluate().features();
    return FeaturePlan.read(
        features.model(),
        features.input(),
        config.evaluate().batchSize(),
        config.training().threads(),
        hadoop);
  }

  /** Tries the model too, before hours are spent: what it gives need not be what it declares. */
  private static int featuresOf(
      RunConfig config, FeaturePlan plan, GeneratedImages generated, Configuration hadoop)
      throws IOException {
    int count = Math.min(2, generated.images().count());
    byte[] pixels = generated.images().pixels(0, count, hadoop);
    if (!config.evaluate().features().classes().isEmpty()) {
      requireClasses(plan, config, asksForClasses(config, generated), pixels);
    }
    return tried(plan, config, pixels);
  }

  /** Returns whether there are classes to be recognized. */
  private static boolean asksForClasses(RunConfig config, GeneratedImages generated) {
    return !config.evaluate().features().classes().isEmpty()
        && generated.provenance().map(found -> found.classes().exist()).orElse(false);
  }

  /**
   * Makes sure that the output of class scores exists.
   *
   * @param ofNetwork whether it must have the network's classes
   */
  private static void requireClasses(
      FeaturePlan plan, RunConfig config, boolean ofNetwork, byte[] pixels) {
    String output = config.evaluate().features().classes();
    int classes = config.network().classes();
    int scores;
    try {
      scores = tried(plan.withOutput(output), config, pixels);
    } catch (FeatureModelException e) {
      throw new FeatureModelException(
          "evaluate.features.classes = \"%s\": %s".formatted(output, e.getMessage()), e);
    }
    if (ofNetwork && scores < classes) {
      throw new FeatureModelException(
          "The output %s of the feature model %s has %s scores, fewer than network.classes = %s: set evaluate.features.classes to another output, or to \"\""
              .formatted(output, plan.location(), scores, classes));
    }
  }

  /** Returns the number of features that a model gives for images. */
  static int tried(FeaturePlan plan, RunConfig config, byte[] pixels) {
    try (FeatureModel model = plan.load(config.network().imageShape(), 1)) {
      model.features(pixels);
      return model.features();
    }
  }

  /** Returns the reference's Gaussian of a cache, if it is there. */
  static Optional<FeatureGaussian> cached(String cache, int d, Configuration hadoop)
      throws IOException {
    if (cache.isEmpty()) {
      return Optional.empty();
    }
    Path path = new Path(cache);
    OutputFolder folder = new OutputFolder(path.getParent(), hadoop);
    // An archive may hold gigabytes besides: on the disk, only its two arrays are read.
    java.nio.file.Path npz = Files.createTempFile("statistics", ".npz");
    try {
      if (!folder.copy(path.getName(), npz)) {
        folder.requireWritable();
        return Optional.empty();
      }
      FeatureGaussian found = StatisticsFile.read(npz, d, cache);
      LOG.info("Using the statistics of the reference in {}", cache);
      return Optional.of(found);
    } finally {
      Files.delete(npz);
    }
  }

  public Features measure(DistributedEvaluator evaluator) throws IOException {
    int keep = config.evaluate().features().keep();
    FeatureSample reference = evaluator.features(plan, real.reference(), keep);
    return new Features(
        plan.location(),
        plan.sha256(),
        cached.map(used -> config.evaluate().features().statistics()),
        generated,
        new DistanceMeasurement(this, evaluator).measure(reference, gaussian(reference)),
        recognition(evaluator),
        memorization(evaluator));
  }

  /**
   * Returns the cached Gaussian, if there is one; else that of the reference, which is cached if
   * asked.
   */
  private FeatureGaussian gaussian(FeatureSample reference) throws IOException {
    if (cached.isPresent()) {
      return cached.get();
    }
    FeatureGaussian computed = reference.statistics().gaussian();
    String cache = config.evaluate().features().statistics();
    if (!cache.isEmpty()) {
      Path path = new Path(cache);
      new OutputFolder(path.getParent(), hadoop)
          .write(path.getName(), StatisticsFile.write(computed));
    }
    return computed;
  }

  /** Returns nothing if no output of the model names classes, or no images have any. */
  private Optional<Recognized> recognition(DistributedEvaluator evaluator) {
    if (!asksForClasses(config, generated)) {
      return Optional.empty();
    }
    FeaturePlan scores = plan.withOutput(config.evaluate().features().classes());
    return Optional.of(
        new Recognized(
            evaluator.recognition(scores, generated.images()),
            evaluator.recognition(scores, real.reference())));
  }

  private Optional<Memorization> memorization(DistributedEvaluator evaluator) throws IOException {
    int most = config.evaluate().memorization();
    if (most == 0 || !real.heldOut()) {
      LOG.info("Not looking for copies: that takes held-out images and evaluate.memorization > 0");
      return Optional.empty();
    }
    return Optional.of(
        evaluator.memorization(
            plan, real.trainingImages(0), generated.images(), real.reference(), most));
  }
}
