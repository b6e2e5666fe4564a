package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.checkpoint.UnusableCheckpointException;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.executor.EventChannel;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.Checkpoints;
import io.github.sparkddpm.spark.train.Cluster;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.Combining;
import io.github.sparkddpm.spark.train.GradientCombiner;
import io.github.sparkddpm.spark.train.StopRequest;
import io.github.sparkddpm.spark.train.TrainingConfig;
import io.github.sparkddpm.spark.train.TrainingFailedException;
import io.github.sparkddpm.spark.train.TrainingOutcome;
import io.github.sparkddpm.spark.train.TrainingOutcome.Refused;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.MicroBatch;
import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Trains in one of DL4J's modes: parameter averaging or shared gradients. */
public final class Dl4jCombiner implements GradientCombiner {

  private final SparkSession spark;
  private final TrainingRun run;
  private final StopRequest stop;
  private final Cluster cluster;
  private final int workers;

  /**
   * Creates a combiner for one run.
   *
   * @param spark made with the plugin {@link io.github.sparkddpm.spark.executor.EventPlugin}
   * @param stop heeded at the end of a round
   * @throws TrainingFailedException if the batch does not divide among the workers
   */
  public Dl4jCombiner(SparkSession spark, TrainingRun run, StopRequest stop) {
    this.spark = spark;
    this.run = run;
    this.stop = stop;
    cluster = new Cluster(JavaSparkContext.fromSparkContext(spark.sparkContext()), stop);
    TrainingConfig training = run.plan().training();
    workers = requireDivisor(training, cluster.workers(training.combining()));
    // Refuses shares that do not fit into memory.
    run.plan().order(run.dataset(), workers);
  }

  /** Checks the number of executors too, if that is the number of workers. */
  static int requireDivisor(TrainingConfig training, int workers) {
    if (training.batchSize() % workers != 0) {
      throw new TrainingFailedException(
          "A batch of %s images does not divide among %s workers, as training.combine = %s needs: change training.batch-size or training.workers"
              .formatted(training.batchSize(), workers, training.combining().combine().key()));
    }
    return workers;
  }

  /**
   * {@inheritDoc}
   *
   * @throws TrainingFailedException if there is no room for the workers, or rounds failed too often
   */
  @Override
  public TrainingOutcome train(EventChannel<TrainingEvent> channel) throws IOException {
    Dl4jMaster dl4j = master(run.plan());
    DriverState state = new DriverState(run.plan(), dl4j.rateScale());
    Checkpoints checkpoints =
        new Checkpoints(
            new RunFolder(run.output(), spark.sparkContext().hadoopConfiguration()).checkpoints(),
            state.network().layout(),
            run,
            channel::tell);
    try {
      checkpoints.newest().ifPresent(state::restore);
      return train(dl4j, state, checkpoints);
    } catch (UnusableCheckpointException | DivergedException | OutputWriteException e) {
      return new Refused(e);
    } catch (RoundFailedException e) {
      return outcome(e);
    }
  }

  private TrainingOutcome train(Dl4jMaster dl4j, DriverState state, Checkpoints checkpoints)
      throws IOException {
    if (state.step() < run.plan().training().steps()) {
      cluster.awaitSlots(workers, run.plan().training().combining().timeout());
    }
    RoundProgress progress = new RoundProgress(run.plan(), workers, checkpoints.events());
    try (Rounds rounds = new Rounds(spark, run, workers, dl4j, state.network().graph())) {
      return new RoundLoop(run.plan(), state, rounds, checkpoints, progress, stop)
          .run(dl4j.canRepeat());
    }
  }

  /**
   * Returns the outcome of a failed round. Faults that another run would only repeat have outcomes
   * of their own.
   */
  private static TrainingOutcome outcome(RoundFailedException failure) {
    if (failure.getCause() instanceof DatasetException bad) {
      return new Refused(bad);
    }
    if (failure.getCause() instanceof DivergedException diverged) {
      return new Refused(diverged);
    }
    return new Refused(new TrainingFailedException(failure.getMessage(), failure));
  }

  private Dl4jMaster master(TrainingPlan plan) {
    // DL4J cuts and joins what it is given to this size, and is given the first piece of a part.
    int size =
        MicroBatch.firstSize(
            plan.training().optimizer().accumulate(), plan.training().batchSize() / workers);
    Combining.Rounds rounds = plan.training().combining().rounds();
    if (plan.training().combining().combine() == CombineMode.PARAMETER_AVERAGING) {
      return new ParameterAveraging(workers, size, rounds.averagingPeriod());
    }
    String driver = spark.sparkContext().getConf().get("spark.driver.host");
    MeshConfiguration mesh = new MeshConfiguration(driver, rounds.networkMask());
    return new SharedGradients(mesh, workers, size);
  }
}
