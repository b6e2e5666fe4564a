package io.github.sparkddpm.jobs;

import io.github.sparkddpm.evaluation.FeatureGaussian;
import io.github.sparkddpm.evaluation.FeatureModel;
import io.github.sparkddpm.evaluation.FeatureModelException;
import io.github.sparkddpm.evaluation.KernelDistance;
import io.github.sparkddpm.evaluation.StatisticsFile;
import io.github.sparkddpm.jobs.Evaluation.Features;
import io.github.sparkddpm.jobs.config.FeaturesConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.evaluate.Comparison;
import io.github.sparkddpm.spark.evaluate.Distances;
import io.github.sparkddpm.spark.evaluate.DistributedEvaluator;
import io.github.sparkddpm.spark.evaluate.FeaturePlan;
import io.github.sparkddpm.spark.evaluate.FeatureSample;
import io.github.sparkddpm.spark.evaluate.FolderImages;
import io.github.sparkddpm.spark.evaluate.ImageCollection;
import io.github.sparkddpm.spark.evaluate.Memorization;
import io.github.sparkddpm.spark.evaluate.NoiseImages;
import io.github.sparkddpm.spark.sample.SampleFormat;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is measured with a feature model.
 *
 * @param generated the images that are judged
 */
record FeatureEvaluation(
    RunConfig config,
    RealImages real,
    FeaturePlan plan,
    ImageCollection generated,
    Configuration hadoop) {

  private static final Logger LOG = LoggerFactory.getLogger(FeatureEvaluation.class);

  /**
   * Makes sure that all is there before anything is measured.
   *
   * @return empty if the configuration names no feature model
   * @throws FeatureModelException if the model is missing, takes something else, or has more
   *     features than there are images
   * @throws io.github.sparkddpm.spark.data.DatasetException if there are no generated images
   */
  static Optional<FeatureEvaluation> of(RunConfig config, RealImages real, SparkSession spark)
      throws IOException {
    FeaturesConfig features = config.evaluate().features();
    if (features.model().isEmpty()) {
      LOG.info("No feature model (evaluate.features.model): the bound alone is computed");
      return Optional.empty();
    }
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    FeaturePlan plan =
        FeaturePlan.read(
            features.model(),
            features.featureInput(),
            config.evaluate().batchSize(),
            config.training().threads(),
            hadoop);
    ImageCollection generated =
        FolderImages.list(samples(config, hadoop), config.imageShape(), 0, hadoop);
    requireEnough(config, plan, generated, real.reference());
    return Optional.of(new FeatureEvaluation(config, real, plan, generated, hadoop));
  }

  /** The folder of the PNG files, which in a folder of samples lies deeper. */
  private static String samples(RunConfig config, Configuration hadoop) throws IOException {
    Path named =
        Stream.of(config.evaluate().samples(), config.sampling().output())
            .filter(path -> !path.isEmpty())
            .findFirst()
            .map(Path::new)
            .orElse(new RunFolder(config.output(), hadoop).samples().path());
    Path images = new Path(named, SampleFormat.PNG.folder());
    return (images.getFileSystem(hadoop).exists(images) ? images : named).toString();
  }

  private static void requireEnough(
      RunConfig config, FeaturePlan plan, ImageCollection... compared) {
    boolean allowFew = config.evaluate().features().allowFew();
    try (FeatureModel model = plan.load(config.imageShape(), 1)) {
      for (ImageCollection images : compared) {
        Comparison.requireEnough(images, model.features(), allowFew);
      }
    }
  }

  Features measure(DistributedEvaluator evaluator) throws IOException {
    int keep = config.evaluate().features().keep();
    FeatureSample drawn = evaluator.features(plan, generated, keep);
    FeatureSample reference = evaluator.features(plan, real.reference(), keep);
    Comparison comparison =
        new Comparison(
            gaussian(reference), reference, kernel(), config.evaluate().features().allowFew());
    return new Features(
        plan.location(),
        plan.sha256(),
        generated,
        distances(comparison, drawn, evaluator),
        memorization(evaluator));
  }

  private Distances distances(
      Comparison comparison, FeatureSample drawn, DistributedEvaluator evaluator) {
    int count = generated.count();
    int keep = config.evaluate().features().keep();
    NoiseImages noise = new NoiseImages(new NoiseStream(config.seed()), config.imageShape(), count);
    return new Distances(
        drawn.statistics().features(),
        List.of(
            comparison.of("generated images", drawn),
            comparison.of(
                "as many training images",
                evaluator.features(plan, real.trainingImages(count), keep)),
            comparison.halves("one half of the reference, from the other half"),
            comparison.of("as many images of noise", evaluator.features(plan, noise, keep))));
  }

  private KernelDistance kernel() {
    FeaturesConfig features = config.evaluate().features();
    return new KernelDistance(
        new NoiseStream(config.seed()), features.kernelSubsets(), features.kernelSubsetSize());
  }

  /** That of the cache, if it is there; else that of the reference, which is cached if asked. */
  private FeatureGaussian gaussian(FeatureSample reference) throws IOException {
    String cache = config.evaluate().features().statistics();
    if (cache.isEmpty()) {
      return reference.statistics().gaussian();
    }
    Path path = new Path(cache);
    OutputFolder folder = new OutputFolder(path.getParent(), hadoop);
    Optional<byte[]> found = folder.read(path.getName());
    if (found.isPresent()) {
      LOG.info("Using the statistics of the reference in {}", cache);
      return StatisticsFile.read(found.get(), cache);
    }
    FeatureGaussian computed = reference.statistics().gaussian();
    folder.write(path.getName(), StatisticsFile.write(computed));
    return computed;
  }

  private Optional<Memorization> memorization(DistributedEvaluator evaluator) throws IOException {
    int most = config.evaluate().memorization();
    if (most == 0 || !real.heldOut()) {
      LOG.info("Not looking for copies: that takes held-out images and evaluate.memorization > 0");
      return Optional.empty();
    }
    return Optional.of(
        evaluator.memorization(plan, real.trainingImages(0), generated, real.reference(), most));
  }
}
