package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.evaluation.BoundStatistics;
import io.github.sparkddpm.evaluation.FeatureModel;
import io.github.sparkddpm.spark.evaluate.ImageJudge.ScoreOutput;
import io.github.sparkddpm.spark.executor.EngineChoice;
import io.github.sparkddpm.spark.weights.Weights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** Judges a model and its images: the driver's side. */
public final class DistributedEvaluator {

  private final SparkSession spark;
  private final EngineConfig engine;
  private final int partitions;
  private final Consumer<EvaluationProgress> listener;

  /**
   * Makes an evaluator.
   *
   * @param spark made with the plugin {@link io.github.sparkddpm.spark.executor.EventPlugin}
   * @param wanted what is to compute the network
   * @param partitions Spark tasks of a stage, at least 1
   * @param listener called meanwhile, by another thread
   * @throws io.github.sparkddpm.engine.EngineException if the build lacks the engine
   * @throws io.github.sparkddpm.spark.executor.GpuException if Spark does not assign one GPU to
   *     each task where the engine computes on them, or some where it does not
   */
  public DistributedEvaluator(
      SparkSession spark,
      EngineConfig wanted,
      int partitions,
      Consumer<EvaluationProgress> listener) {
    this.spark = spark;
    this.engine = EngineChoice.of(spark.sparkContext(), wanted);
    this.partitions = partitions;
    this.listener = listener;
  }

  /**
   * Computes the bound over images, bit for bit the same whatever the partitions.
   *
   * @param weights that are judged
   */
  public BoundStatistics bound(BoundPlan plan, ImageCollection images, Weights weights) {
    long terms = (long) images.count() * plan.strata().count();
    return new EvaluationStage("Bound", "terms", terms)
            .run(
                spark,
                ImageBlock.of(images.count(), plan.batchSize()),
                partitions,
                listener,
                new BoundTask(engine, plan, images, weights))
            .stream()
            .reduce(BoundStatistics.none(plan.strata().timesteps()), BoundStatistics::merge);
  }

  /**
   * Computes the features of images.
   *
   * @param keep of how many of the first images the vectors are kept, 0 or more
   * @throws io.github.sparkddpm.spark.data.DatasetException if an image is missing or of another
   *     shape
   */
  public FeatureSample features(FeaturePlan plan, ImageCollection images, int keep) {
    Broadcast<FeaturePlan> model = broadcast(plan);
    return new EvaluationStage("Features", "images", images.count())
        .merged(
            spark,
            ImageBlock.of(images.count(), plan.batchSize()),
            partitions,
            listener,
            new FeatureTask(engine, model, images, keep),
            FeatureSample::merge);
  }

  /**
   * Returns a judge of images that executors draw.
   *
   * @param plan of the features that they are compared by
   * @param scores the model's output of class scores, if it has one
   * @param shape of the images
   * @param fingerprint of all that its values depend on besides the images
   */
  public ImageJudge judge(
      FeaturePlan plan,
      Optional<ScoreOutput> scores,
      ImageShape shape,
      Comparison comparison,
      String fingerprint) {
    return new ImageJudge(
        broadcast(plan),
        broadcast(comparison),
        shape,
        comparison.reference().features(),
        scores.orElse(ScoreOutput.NONE),
        fingerprint);
  }

  /**
   * Counts the images of every class that a model recognizes.
   *
   * @param plan of a model whose output has a score for each class
   * @param images some of which have labels
   */
  public Recognition recognition(FeaturePlan plan, ImageCollection images) {
    Broadcast<FeaturePlan> model = broadcast(plan);
    return new EvaluationStage("Classes", "images", images.count())
        .merged(
            spark,
            ImageBlock.of(images.count(), plan.batchSize()),
            partitions,
            listener,
            new RecognitionTask(engine, model, images),
            Recognition::merge);
  }

  /**
   * Looks for the training images nearest to the first of the generated images, and to the first of
   * the held-out ones.
   *
   * @param most how many of each
   */
  public Memorization memorization(
      FeaturePlan plan,
      ImageCollection training,
      ImageCollection generated,
      ImageCollection heldOut,
      int most)
      throws IOException {
    int drawn = Math.min(most, generated.count());
    int real = Math.min(most, heldOut.count());
    Nearest nearest = nearest(plan, training, queries(plan, generated, drawn, heldOut, real));
    return new Memorization(
        training.shape(),
        Memorization.matches(generated, nearest, 0, drawn),
        Memorization.matches(heldOut, nearest, drawn, real));
  }

  private Nearest nearest(FeaturePlan plan, ImageCollection training, Queries queries) {
    Broadcast<FeaturePlan> model = broadcast(plan);
    return new EvaluationStage("Nearest training images", "images", training.count())
        .merged(
            spark,
            ImageBlock.of(training.count(), plan.batchSize()),
            partitions,
            listener,
            new NearestTask(engine, model, training, broadcast(queries)),
            Nearest::merge);
  }

  private Queries queries(
      FeaturePlan plan, ImageCollection generated, int drawn, ImageCollection heldOut, int real)
      throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    List<float[]> features = new ArrayList<>();
    try (FeatureModel model = plan.load(generated.shape(), 1)) {
      read(generated, drawn, plan.batchSize(), model, pixels, features);
      read(heldOut, real, plan.batchSize(), model, pixels, features);
    }
    return new Queries(pixels.toByteArray(), features.toArray(float[][]::new));
  }

  private void read(
      ImageCollection images,
      int most,
      int batchSize,
      FeatureModel model,
      ByteArrayOutputStream pixels,
      List<float[]> features)
      throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    for (ImageBlock block : ImageBlock.of(most, batchSize)) {
      byte[] batch = images.pixels(block.first(), block.count(), hadoop);
      pixels.writeBytes(batch);
      features.addAll(Arrays.asList(model.features(batch)));
    }
  }

  private <T> Broadcast<T> broadcast(T value) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(value);
  }
}
