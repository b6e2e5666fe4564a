package io.github.sparkddpm.spark.train;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Provenance;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.LossWeight;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.prepare.Preparing;
import io.github.sparkddpm.spark.source.IdxSource;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.storage.RunRecord;
import io.github.sparkddpm.spark.train.combine.Combiners;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.RateSchedule;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** A network of a few thousand parameters on a few made-up images of 8x8, grey. */
public final class TinyRun {

  public static final UNetConfig NETWORK =
      new UNetConfig(8, 1, 8, List.of(1, 2), 1, List.of(4), 0.1, 4);
  public static final GaussianDiffusion DIFFUSION =
      new GaussianDiffusion(NoiseSchedule.linear(20), Variance.FIXED_SMALL, true);

  public static final OptimizerConfig OPTIMIZER = new OptimizerConfig(1e-3, 2, 1, 0.9, 1);

  /** The diffusion with everything that the paper's does not have. */
  public static final GaussianDiffusion OF_V =
      new GaussianDiffusion(
          NoiseSchedule.linear(20).withZeroTerminalSnr(),
          Prediction.V,
          LossWeight.MIN_SNR,
          Variance.FIXED_LARGE,
          true);

  private static final GaussianDiffusion LEARNING_VARIANCE =
      new GaussianDiffusion(
          NoiseSchedule.linear(20), Prediction.V, LossWeight.SIMPLE, Variance.LEARNED, true);

  public static final Combining.Rounds ROUNDS = new Combining.Rounds(5, 5, 60, "");

  /** The images that judged runs are not trained on. */
  public static final int HELD_OUT = 7;

  private static final int IMAGES = 24;
  private static final int SIDE = 8;
  public static final ImageShape SHAPE = new ImageShape(1, SIDE, SIDE);

  private TinyRun() {}

  /** Prepares the images under a folder. */
  public static PreparedDataset dataset(Path folder) throws IOException {
    return dataset(folder, 0);
  }

  /**
   * Prepares the images under a folder.
   *
   * @param change of one pixel of one image
   */
  public static PreparedDataset dataset(Path folder, int change) throws IOException {
    return Preparing.dataset(
        new IdxSource(images(folder, change).toString(), Optional.empty()),
        SHAPE,
        2,
        folder.resolve("prepared"));
  }

  /**
   * Prepares the images with labels in turn.
   *
   * @param classes how many there are
   */
  public static PreparedDataset labelledDataset(Path folder, int classes) throws IOException {
    ByteBuffer idx = ByteBuffer.allocate(8 + IMAGES);
    idx.putInt(0x801).putInt(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      idx.put((byte) (i % classes));
    }
    Path labels = Files.write(folder.resolve("labels.idx"), idx.array());
    return Preparing.dataset(
        new IdxSource(images(folder, 0).toString(), Optional.of(labels.toString())),
        SHAPE,
        2,
        folder.resolve("labelled"));
  }

  /** The same run of a network that is told so many classes, and that learns v and the variance. */
  public static TrainingPlan told(int classes, TrainingPlan plan) {
    return new TrainingPlan(
        plan.seed(),
        plan.network().withClasses(classes).learningVariance(true),
        LEARNING_VARIANCE,
        plan.training(),
        plan.engine());
  }

  /**
   * Writes the images into a folder, a gradient in each.
   *
   * @param change of one pixel of one image
   */
  public static Path images(Path folder, int change) throws IOException {
    ByteBuffer idx = ByteBuffer.allocate(16 + IMAGES * SIDE * SIDE);
    idx.putInt(0x803).putInt(IMAGES).putInt(SIDE).putInt(SIDE);
    for (int i = 0; i < IMAGES * SIDE * SIDE; i++) {
      idx.put((byte) (i * 3 + i / SIDE / SIDE));
    }
    int last = idx.limit() - 1;
    idx.put(last, (byte) (idx.get(last) + change));
    return Files.write(folder.resolve("images.idx"), idx.array());
  }

  /**
   * Returns the optimizer with everything that the paper's does not have.
   *
   * @param parts into which a worker cuts its images; with several, it also uses gradient
   *     checkpointing
   */
  public static OptimizerConfig adamW(int parts) {
    return new OptimizerConfig(
        1, 1e-3, 2, RateSchedule.COSINE, 0.9, 0.99, 0.1, 1, parts, parts > 1, 0.9, List.of(0.5), 1);
  }

  /** Returns {@link #OPTIMIZER} with gradient checkpointing. */
  public static OptimizerConfig recomputing() {
    return new OptimizerConfig(
        1, 1e-3, 2, RateSchedule.CONSTANT, 0.9, 0.999, 0, 1, 1, true, 0.9, List.of(), 1);
  }

  /** The same run on another diffusion. */
  public static TrainingPlan learning(GaussianDiffusion diffusion, TrainingPlan plan) {
    return new TrainingPlan(plan.seed(), plan.network(), diffusion, plan.training(), plan.engine());
  }

  /** Checkpoints every 3 steps, metrics every 2. */
  public static TrainingPlan plan(long steps) {
    return plan(steps, OPTIMIZER);
  }

  public static TrainingPlan plan(long steps, OptimizerConfig optimizer) {
    return plan(steps, optimizer, 1000);
  }

  public static TrainingPlan plan(long steps, int shuffleWindow) {
    return plan(steps, OPTIMIZER, shuffleWindow);
  }

  /** The same run on so many workers. */
  public static TrainingPlan on(int workers, TrainingPlan plan) {
    return on(allReduce(workers), plan);
  }

  public static Combining allReduce(int workers) {
    return new Combining(CombineMode.ALL_REDUCE, new WorkerCount(workers), 60, 3, "0", ROUNDS);
  }

  public static TrainingPlan on(Combining combining, TrainingPlan plan) {
    return with(plan.training().batchSize(), plan.training().intervals(), combining, plan);
  }

  /** The same run with pictures of 5 samples, in 4 steps, every 2 steps. */
  public static TrainingPlan withGrids(TrainingPlan plan) {
    Intervals intervals = new Intervals(2, 3, 2, 0, new Intervals.Grids(2, 5, 4));
    return with(plan.training().batchSize(), intervals, plan.training().combining(), plan);
  }

  /** The same run, judged on the way. */
  public static TrainingPlan judged(Judging judging, TrainingPlan plan) {
    TrainingConfig training = plan.training();
    return with(
        training.batchSize(), HELD_OUT, training.intervals(), judging, training.combining(), plan);
  }

  /** The same run with as many images in a batch. */
  public static TrainingPlan batched(int images, TrainingPlan plan) {
    return with(images, plan.training().intervals(), plan.training().combining(), plan);
  }

  /** The same run with so many native threads for each worker. */
  public static TrainingPlan threaded(int threads, TrainingPlan plan) {
    TrainingConfig training = plan.training();
    return new TrainingPlan(
        plan.seed(),
        plan.network(),
        plan.diffusion(),
        new TrainingConfig(
            training.batchSize(),
            training.shuffleWindow(),
            training.startFrom(),
            training.heldOut(),
            training.optimizer(),
            training.flip(),
            training.labelDropout(),
            training.intervals(),
            training.judging(),
            training.combining(),
            threads),
        plan.engine());
  }

  /** The same run for an engine. */
  public static TrainingPlan computedBy(EngineConfig engine, TrainingPlan plan) {
    return new TrainingPlan(plan.seed(), plan.network(), plan.diffusion(), plan.training(), engine);
  }

  private static TrainingPlan with(
      int batchSize, Intervals intervals, Combining combining, TrainingPlan plan) {
    TrainingConfig training = plan.training();
    return with(batchSize, training.heldOut(), intervals, training.judging(), combining, plan);
  }

  private static TrainingPlan with(
      int batchSize,
      int heldOut,
      Intervals intervals,
      Judging judging,
      Combining combining,
      TrainingPlan plan) {
    TrainingConfig training = plan.training();
    return new TrainingPlan(
        plan.seed(),
        plan.network(),
        plan.diffusion(),
        new TrainingConfig(
            batchSize,
            training.shuffleWindow(),
            "",
            heldOut,
            training.optimizer(),
            training.flip(),
            training.labelDropout(),
            intervals,
            judging,
            combining,
            training.threads()),
        plan.engine());
  }

  public static TrainingPlan plan(long steps, OptimizerConfig optimizer, int shuffleWindow) {
    Intervals intervals = new Intervals(2, 3, 2, 0, Intervals.Grids.NONE);
    return new TrainingPlan(
        7,
        NETWORK,
        DIFFUSION,
        new TrainingConfig(
            4,
            shuffleWindow,
            "",
            0,
            over(steps, optimizer),
            true,
            0.3,
            intervals,
            Judging.NONE,
            allReduce(1),
            1),
        EngineConfig.AUTO);
  }

  private static OptimizerConfig over(long steps, OptimizerConfig optimizer) {
    return new OptimizerConfig(
        steps,
        optimizer.learningRate(),
        optimizer.warmupSteps(),
        optimizer.rateSchedule(),
        optimizer.beta1(),
        optimizer.beta2(),
        optimizer.weightDecay(),
        optimizer.gradientClip(),
        optimizer.accumulate(),
        optimizer.gradientCheckpointing(),
        optimizer.emaDecay(),
        optimizer.moreEmaDecays(),
        optimizer.maxNonFiniteSteps());
  }

  /** A configuration with the keys the tests compare. */
  public static ObjectNode config(int batchSize, long steps) {
    ObjectNode config = JsonNodeFactory.instance.objectNode().put("seed", 7);
    config.putObject("training").put("batch-size", batchSize).put("steps", steps);
    return config;
  }

  public static boolean decisive(String key) {
    return !key.equals("training.steps");
  }

  public static TrainingRun run(PreparedDataset dataset, Path output, TrainingPlan plan) {
    return run(dataset, output.toUri().toString(), plan);
  }

  public static TrainingRun run(PreparedDataset dataset, String output, TrainingPlan plan) {
    Provenance provenance =
        new Provenance(Map.of("spark-ddpm", "test"), dataset.manifest().digest(), plan.seed());
    RunRecord record =
        new RunRecord(config(plan.training().batchSize(), plan.training().steps()), provenance);
    return new TrainingRun(plan, dataset, output, record);
  }

  /** Trains, unheard. */
  public static DistributedTrainer.Result train(TrainingRun run) throws IOException {
    return new DistributedTrainer(LocalSpark.session(), Combiners::of, event -> {})
        .train(run, TinyRun::decisive);
  }

  /** The state in a run's newest checkpoint. */
  public static TrainingState state(Path output) throws IOException {
    return state(output, NETWORK);
  }

  /** The state in the newest checkpoint of a run of another network. */
  public static TrainingState state(Path output, UNetConfig network) throws IOException {
    CheckpointStore store = new RunFolder(output.toString(), new Configuration()).checkpoints();
    ParameterLayout layout = ParameterLayout.of(network);
    return store
        .newest(folder -> CheckpointFormat.read(folder, layout))
        .orElseThrow()
        .content()
        .state();
  }

  /** The folder of a run's checkpoint. */
  public static Path checkpoint(Path output, long step) {
    return output.resolve(String.format(Locale.ROOT, "checkpoints/step-%09d", step));
  }
}
