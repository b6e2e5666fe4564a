package io.github.sparkddpm.jobs;

import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Provenance;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.display.EvaluationDisplay;
import io.github.sparkddpm.jobs.display.TrainingDisplay;
import io.github.sparkddpm.jobs.evaluation.TrainingJudge;
import io.github.sparkddpm.jobs.mlflow.MlflowLog;
import io.github.sparkddpm.jobs.mlflow.MlflowServer;
import io.github.sparkddpm.jobs.report.LossChart;
import io.github.sparkddpm.jobs.report.ReportFile;
import io.github.sparkddpm.jobs.run.RunFollowers;
import io.github.sparkddpm.jobs.run.RunView;
import io.github.sparkddpm.jobs.run.Version;
import io.github.sparkddpm.jobs.tensorboard.TensorBoardLog;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.evaluate.DistributedEvaluator;
import io.github.sparkddpm.spark.evaluate.ImageJudge;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.storage.RunLockedException;
import io.github.sparkddpm.spark.storage.RunRecord;
import io.github.sparkddpm.spark.train.DistributedTrainer;
import io.github.sparkddpm.spark.train.DistributedTrainer.Result;
import io.github.sparkddpm.spark.train.StopRequest;
import io.github.sparkddpm.spark.train.TrainingPausedException;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.spark.train.WarmStart;
import io.github.sparkddpm.spark.train.combine.Combiners;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Trains the network, or goes on where the run's folder ends. */
@Command(
    name = "train",
    description = {
      "Trains on the dataset of data.prepared and writes checkpoints and metrics into the",
      "folder output. To resume a run that stopped, run the same command again."
    },
    footer = {
      "  spark-ddpm train --config conf/digits.conf",
      "  spark-ddpm train --config conf/digits.conf output=runs/finer"
          + " training.start-from=runs/digits",
      "  spark-ddpm train --config conf/digits.conf --dry-run training.steps=1000",
      "  spark-ddpm train --config conf/cifar10.conf --master spark://host:7077"
    })
final class TrainJob extends JobCommand {

  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  TrainJob() {}

  /** Creates the verb as a part of another one. */
  TrainJob(StopRequest stop) {
    super(stop);
  }

  @Override
  protected String kept() {
    return "the newest checkpoint is kept, and the same command resumes there";
  }

  @Override
  protected List<String> run(RunConfig config, SparkSession spark) throws Exception {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    PreparedDataset dataset =
        PreparedDataset.open(config.data().prepared(), hadoop)
            .withoutLast(config.training().heldOut());
    RunFolder folder = new RunFolder(config.output(), hadoop);
    RunFollowers followers = new RunFollowers(views(folder, config));
    Optional<WarmStart> start = start(config, from -> Locations.qualified(from, hadoop));
    TrainingRun run = trainingRun(config, dataset, spark).judgedBy(judge(config, folder, spark));
    Result result = train(run, start, spark, followers);
    OutputFolder files = folder.files();
    LossChart.write(files);
    return Stream.of(
            Stream.of(result.checkpoint()),
            followers.written().stream().map(Path::toString),
            Stream.of(RunFolder.METRICS, LossChart.FILE, RunFolder.RECORD)
                .map(name -> files.path(name).toString()))
        .flatMap(paths -> paths)
        .toList();
  }

  /** Returns the judge of samples; null if they are not judged, or nothing is left to train. */
  private static ImageJudge judge(RunConfig config, RunFolder folder, SparkSession spark)
      throws IOException {
    if (!config.training().judging().judgesSamples()
        || isTrained(folder.checkpoints(), config.training().steps())) {
      return null;
    }
    try (EvaluationDisplay display = new EvaluationDisplay()) {
      DistributedEvaluator evaluator =
          new DistributedEvaluator(
              spark, config.engine(), spark.sparkContext().defaultParallelism(), display);
      return new TrainingJudge(config, spark.sparkContext().hadoopConfiguration()).make(evaluator);
    }
  }

  /**
   * Returns whether the last step has a checkpoint that is whole: a damaged one is trained anew.
   */
  private static boolean isTrained(CheckpointStore checkpoints, long steps) throws IOException {
    return checkpoints.steps().contains(steps)
        && checkpoints
            .newest(CheckpointFormat::verify)
            .filter(newest -> newest.step() >= steps)
            .isPresent();
  }

  @Override
  protected List<String> plan(RunConfig config, Configuration hadoop) {
    start(config, path -> Locations.resolved(path, hadoop));
    return List.of();
  }

  /** Returns the weights that training begins with, if the configuration names some. */
  private static Optional<WarmStart> start(RunConfig config, UnaryOperator<String> qualified) {
    return Optional.of(config.training().startFrom())
        .filter(from -> !from.isEmpty())
        .map(from -> new WarmStart(qualified.apply(from), DecisiveKeys::forStart));
  }

  @Override
  protected boolean trains() {
    return true;
  }

  private static List<RunView> views(RunFolder folder, RunConfig config) {
    List<RunView> views =
        new ArrayList<>(List.of(new ReportFile(folder), new TensorBoardLog(folder)));
    if (config.mlflow().hasServer()) {
      views.add(new MlflowLog(folder, new MlflowServer(config.mlflow())));
    }
    return views;
  }

  private Result train(
      TrainingRun run, Optional<WarmStart> start, SparkSession spark, RunFollowers followers)
      throws IOException {
    try (followers;
        TrainingDisplay display = new TrainingDisplay()) {
      Result result =
          train(
              run,
              start,
              new DistributedTrainer(spark, Combiners::of, display.andThen(followers), stop()),
              followers);
      followers.succeed();
      if (result.wasFinished()) {
        LOG.info("The run was finished before, at step {}: nothing to do", result.step());
      } else {
        LOG.info("Trained steps {} to {}", result.firstStep() + 1, result.step());
      }
      if (result.endedEarly()) {
        LOG.info(
            "The run ended early, at step {} of {}: its held-out loss did not fall in {} measurements (training.patience); {} names the best checkpoint",
            result.step(),
            run.plan().training().steps(),
            run.plan().training().judging().patience(),
            RunFolder.BEST);
      }
      return result;
    }
  }

  private static Result train(
      TrainingRun run,
      Optional<WarmStart> start,
      DistributedTrainer trainer,
      RunFollowers followers)
      throws IOException {
    try {
      return trainer.train(run, start, DecisiveKeys::forTraining);
    } catch (TrainingPausedException e) {
      followers.stop();
      throw e;
    } catch (OutputWriteException e) {
      followers.giveUpFolder();
      throw e;
    } catch (RunLockedException e) {
      followers.giveUp();
      throw e;
    }
  }

  private static TrainingRun trainingRun(
      RunConfig config, PreparedDataset dataset, SparkSession spark) {
    GaussianDiffusion diffusion = config.diffusion().diffusion();
    diffusion.warning().ifPresent(LOG::warn);
    TrainingPlan plan =
        new TrainingPlan(
            config.seed(), config.network(), diffusion, config.training(), config.engine());
    Provenance provenance =
        new Provenance(Version.all(spark.version()), dataset.manifest().digest(), config.seed());
    return new TrainingRun(
        plan, dataset, config.output(), new RunRecord(config.toJson(), provenance));
  }
}
