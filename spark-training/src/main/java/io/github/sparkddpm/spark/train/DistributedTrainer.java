package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.checkpoint.UnusableCheckpointException;
import io.github.sparkddpm.spark.data.OtherImagesException;
import io.github.sparkddpm.spark.executor.EngineChoice;
import io.github.sparkddpm.spark.executor.EventChannel;
import io.github.sparkddpm.spark.executor.SessionRequirements;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.storage.RunLock;
import io.github.sparkddpm.spark.storage.RunRecord;
import io.github.sparkddpm.spark.train.TrainingOutcome.Finished;
import io.github.sparkddpm.spark.train.TrainingOutcome.NothingTrained;
import io.github.sparkddpm.spark.train.TrainingOutcome.Paused;
import io.github.sparkddpm.spark.train.TrainingOutcome.Refused;
import io.github.sparkddpm.spark.train.events.AttemptLog;
import io.github.sparkddpm.spark.train.events.MetricsLog;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a network: the driver's side.
 *
 * <p>Running the same run again resumes it: its task goes on from the newest good checkpoint.
 */
public final class DistributedTrainer {

  private static final Logger LOG = LoggerFactory.getLogger(DistributedTrainer.class);
  private static final int NAMED_DIFFERENCES = 3;
  private static final String EARLY = "the held-out loss did not fall any more (training.patience)";

  private final SparkSession spark;
  private final Configuration hadoop;
  private final GradientCombiner.Factory combiners;
  private final Consumer<TrainingEvent> listener;
  private final StopRequest stop;

  /**
   * The result of a run that ended well.
   *
   * @param firstStep steps that were done before; those done now if nothing was to do
   * @param step steps done
   * @param checkpoint path of the last checkpoint
   * @param endedEarly whether training.patience ended the run before its last step
   */
  public record Result(long firstStep, long step, String checkpoint, boolean endedEarly) {

    /** Returns whether the run was finished before, so that nothing was done. */
    public boolean wasFinished() {
      return firstStep == step;
    }
  }

  /**
   * Makes a trainer.
   *
   * @param spark made with the plugin {@link io.github.sparkddpm.spark.executor.EventPlugin}
   * @param combiners makes what combines the gradients of the workers
   * @param listener called while the run trains, by another thread
   */
  public DistributedTrainer(
      SparkSession spark, GradientCombiner.Factory combiners, Consumer<TrainingEvent> listener) {
    this(spark, combiners, listener, new StopRequest());
  }

  /**
   * Makes a trainer that can be asked to stop.
   *
   * @param stop heeded as soon as the run's folder is this process's
   */
  public DistributedTrainer(
      SparkSession spark,
      GradientCombiner.Factory combiners,
      Consumer<TrainingEvent> listener,
      StopRequest stop) {
    this.spark = spark;
    this.combiners = combiners;
    this.stop = stop;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.listener = listener;
  }

  /** Trains as {@link #train(TrainingRun, Optional, Predicate)} does, from random weights. */
  public Result train(TrainingRun wanted, Predicate<String> decisive) throws IOException {
    return train(wanted, Optional.empty(), decisive);
  }

  /**
   * Trains all steps that are left.
   *
   * @param wanted the run; what is to compute it is chosen here
   * @param start the weights that it begins with; empty for random ones
   * @param decisive which keys of the run's configuration change its result
   * @throws io.github.sparkddpm.engine.EngineException if the build lacks the engine, or it does
   *     not combine gradients so
   * @throws io.github.sparkddpm.spark.executor.SparkSettingException if executors come and go, or
   *     Spark's serializer is another than Java's
   * @throws io.github.sparkddpm.spark.executor.GpuException if Spark does not assign one GPU to
   *     each worker of a run that computes on them, or some to one that does not
   * @throws OutputRefusedException if the folder holds another run, or one on other images
   * @throws io.github.sparkddpm.spark.storage.NoCheckpointException if there are no weights to
   *     begin with
   * @throws io.github.sparkddpm.checkpoint.UnusableWeightsException if they are of another network
   *     or diffusion
   * @throws io.github.sparkddpm.spark.data.DatasetException if the images do not fit the network, a
   *     window of them not memory, or they cannot be read
   * @throws UnusableCheckpointException if the run has checkpoints but none to go on from
   * @throws io.github.sparkddpm.training.DivergedException if too many gradients were not finite
   * @throws TrainingPausedException if it was asked to stop and has done so
   * @throws NothingTrainedException if the task ended without having trained
   * @throws TrainingFailedException if the cluster has no room for the workers, the run failed too
   *     often, or replicas are no longer the same
   * @throws io.github.sparkddpm.spark.storage.RunLockedException if another process trains the run
   * @throws io.github.sparkddpm.spark.storage.OutputWriteException if a checkpoint, or another file
   *     of the run, cannot be written
   */
  public Result train(TrainingRun wanted, Optional<WarmStart> start, Predicate<String> decisive)
      throws IOException {
    SessionRequirements.requireJavaSerialization(spark.sparkContext());
    SessionRequirements.requireFixedExecutors(spark.sparkContext());
    TrainingRun computed =
        wanted.computedBy(EngineChoice.of(spark.sparkContext(), wanted.plan().engine()));
    TrainingRun run = start.isPresent() ? start.get().namingParent(computed, hadoop) : computed;
    run.dataset().requireShape(run.plan().network().imageShape());
    run.dataset().requireLabels(run.plan().network().classes());
    // Before anything is written: what it refuses may be mended by another configuration.
    GradientCombiner combiner = combiners.create(spark, run, stop);
    RunFolder folder = new RunFolder(run.output(), hadoop);
    try (RunLock lock = RunLock.take(folder.files(), isRestarted())) {
      boolean resumed = claim(folder, run.record(), decisive);
      if (start.isPresent()) {
        start.get().beginIfDue(run, hadoop);
      }
      RunEvents events =
          new RunEvents(
              lock,
              new MetricsLog(folder.files(), run.plan().training().batchSize()),
              new AttemptLog(folder.files()),
              listener.andThen(
                  new TrainingMetricsPlugin.Listener(run.plan().training().batchSize())));
      try {
        return train(combiner, events, run.plan());
      } catch (OtherImagesException e) {
        throw resumed ? ofOtherImages(folder, e) : e;
      }
    }
  }

  /** Returns whether the cluster has started this driver again, as YARN does after a failure. */
  private boolean isRestarted() {
    return spark.sparkContext().applicationAttemptId().exists(attempt -> !"1".equals(attempt));
  }

  /**
   * Returns the refusal of a run whose dataset has other images, as if the dataset had another
   * digest.
   */
  private static OutputRefusedException ofOtherImages(RunFolder folder, OtherImagesException e) {
    return new OutputRefusedException(
        "Output folder %s holds a run on other images: %s".formatted(folder.path(), e.getMessage()),
        e);
  }

  private Result train(GradientCombiner combiner, RunEvents events, TrainingPlan plan)
      throws IOException {
    stop.heed();
    try {
      return result(train(combiner, events), plan);
    } catch (Exception e) { // As below.
      events.ended(e);
      throw e;
    } finally {
      stop.cease();
    }
  }

  private TrainingOutcome train(GradientCombiner combiner, RunEvents events) throws IOException {
    try (EventChannel<TrainingEvent> channel =
        EventChannel.open(spark, TrainingEvent.class, events)) {
      TrainingOutcome outcome = combiner.train(channel);
      if (outcome instanceof Paused paused) {
        channel.tell(new TrainingEvent.Paused(paused.step(), stop.reason().orElseThrow()));
      }
      if (outcome instanceof Finished finished && finished.endedEarly()) {
        channel.tell(new TrainingEvent.EndedEarly(finished.step(), EARLY));
      }
      return outcome;
    } catch (Exception e) { // Spark throws checked ones that it does not declare.
      events.throwFailure();
      throw e;
    }
  }

  /** Returns whether the folder held this run before. */
  private boolean claim(RunFolder folder, RunRecord record, Predicate<String> decisive)
      throws IOException {
    OutputFolder files = folder.files();
    String path = files.path(RunFolder.RECORD).toString();
    Optional<byte[]> found = files.read(RunFolder.RECORD);
    if (found.isPresent()) {
      RunRecord there = RunRecord.read(found.get(), path);
      requireSameRun(folder, there, record, decisive);
      sayChanges(there, record, decisive);
    } else if (!folder.checkpoints().steps().isEmpty()) {
      throw new OutputRefusedException(
          "Output folder %s holds checkpoints but no %s: restore it or name another folder"
              .formatted(folder.path(), RunFolder.RECORD));
    }
    byte[] json = record.toJson();
    if (!Arrays.equals(found.orElse(null), json)) {
      files.write(RunFolder.RECORD, json);
    }
    return found.isPresent();
  }

  private static void requireSameRun(
      RunFolder folder, RunRecord there, RunRecord here, Predicate<String> decisive) {
    List<String> differences = RunRecord.differences(there.config(), here.config(), decisive);
    if (!differences.isEmpty()) {
      throw new OutputRefusedException(
          "Output folder %s holds another run, which differs in %s: name another folder"
              .formatted(
                  folder.path(),
                  String.join(
                      ", ",
                      differences.subList(0, Math.min(NAMED_DIFFERENCES, differences.size())))));
    }
    if (!there.provenance().parent().equals(here.provenance().parent())) {
      throw new OutputRefusedException(
          "Output folder %s holds a run that began with other weights (%s there, %s here): name another folder"
              .formatted(folder.path(), WarmStart.named(there), WarmStart.named(here)));
    }
    String thereDigest = there.provenance().datasetDigest();
    String hereDigest = here.provenance().datasetDigest();
    if (!thereDigest.equals(hereDigest)) {
      throw new OutputRefusedException(
          "Output folder %s holds a run on another dataset (digest %s there, %s here): name another folder"
              .formatted(folder.path(), thereDigest, hereDigest));
    }
  }

  /** Whoever reads the log later must not think that the run had one learning rate all along. */
  private static void sayChanges(RunRecord before, RunRecord now, Predicate<String> decisive) {
    List<String> changes = RunRecord.changes(before.config(), now.config(), decisive.negate());
    if (!changes.isEmpty()) {
      LOG.info("This run had other values before: {}", String.join(", ", changes));
    }
  }

  private Result result(TrainingOutcome outcome, TrainingPlan plan) throws IOException {
    if (outcome instanceof Refused refused) {
      refused.rethrow();
    }
    if (outcome instanceof Paused paused) {
      throw new TrainingPausedException(
          stop.reason().orElseThrow(), paused.step(), plan.training().steps());
    }
    if (outcome instanceof NothingTrained nothing) {
      throw new NothingTrainedException(
          "no gradient of the steps from %s to %s was finite; lower the learning rate and resume"
              .formatted(nothing.firstStep() + 1, plan.training().steps()));
    }
    Finished finished = (Finished) outcome;
    requireTrained(finished, plan);
    return new Result(
        finished.firstStep(), finished.step(), finished.checkpoint(), finished.endedEarly());
  }

  /** A run that trained nothing must not look like one that did. */
  private static void requireTrained(Finished finished, TrainingPlan plan) {
    if ((finished.step() < plan.training().steps() && !finished.endedEarly())
        || !(finished.distance() > 0 && finished.distance() < Double.POSITIVE_INFINITY)) {
      throw new NothingTrainedException(
          "%s of %s steps done, %s with a finite gradient, parameters moved by %s from their start"
              .formatted(
                  finished.step(),
                  plan.training().steps(),
                  finished.trainedSteps(),
                  finished.distance()));
    }
  }
}
