package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.checkpoint.UnusableCheckpointException;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.executor.EventChannel;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.Checkpoints;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.GradientCombiner;
import io.github.sparkddpm.spark.train.TrainingEvent;
import io.github.sparkddpm.spark.train.TrainingOutcome;
import io.github.sparkddpm.spark.train.TrainingOutcome.BadCheckpoint;
import io.github.sparkddpm.spark.train.TrainingOutcome.BadDataset;
import io.github.sparkddpm.spark.train.TrainingOutcome.Diverged;
import io.github.sparkddpm.spark.train.TrainingOutcome.NotWritten;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.training.DivergedException;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** Trains in one of DL4J's ways: parameter averaging or shared gradients. */
public final class Dl4jCombiner implements GradientCombiner {

  private final SparkSession spark;

  /**
   * @param spark made with the plugin {@link io.github.sparkddpm.spark.executor.EventPlugin}
   */
  public Dl4jCombiner(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the batch does not divide among the workers
   * @throws IllegalStateException if a round did not train all it was given, or not in time
   */
  @Override
  public TrainingOutcome train(TrainingRun run, EventChannel<TrainingEvent> channel)
      throws IOException {
    int workers = workers(run.plan());
    Dl4jMaster dl4j = master(run.plan(), workers);
    DriverState state = new DriverState(run.plan(), dl4j.rateScale());
    Checkpoints checkpoints =
        new Checkpoints(
            new RunFolder(run.output(), spark.sparkContext().hadoopConfiguration()).checkpoints(),
            state.network().layout(),
            run,
            channel::tell);
    try (Rounds rounds = new Rounds(spark, run, workers, dl4j, state.network().graph())) {
      return new RoundLoop(run.plan(), state, rounds, checkpoints, workers).run(dl4j.canRepeat());
    } catch (UnusableCheckpointException e) {
      return new BadCheckpoint(e);
    } catch (DivergedException e) {
      return new Diverged(e);
    } catch (OutputWriteException e) {
      return new NotWritten(e);
    } catch (RoundFailedException e) {
      return outcome(e);
    }
  }

  /** What running the run again would only repeat is an outcome. */
  private static TrainingOutcome outcome(RoundFailedException failure) {
    if (failure.getCause() instanceof DatasetException bad) {
      return new BadDataset(bad);
    }
    if (failure.getCause() instanceof DivergedException diverged) {
      return new Diverged(diverged);
    }
    throw failure;
  }

  private int workers(TrainingPlan plan) {
    int asked = plan.combining().workers();
    int executors = spark.sparkContext().getExecutorMemoryStatus().size() - 1;
    int workers = asked > 0 ? asked : Math.max(1, executors);
    if (plan.batchSize() % workers != 0) {
      throw new IllegalArgumentException(
          "A batch of %d images does not divide among %d workers: change training.batch-size or training.workers"
              .formatted(plan.batchSize(), workers));
    }
    return workers;
  }

  private Dl4jMaster master(TrainingPlan plan, int workers) {
    int partSize = plan.batchSize() / workers;
    TrainingPlan.Rounds rounds = plan.combining().rounds();
    if (plan.combining().mode() == CombineMode.PARAMETER_AVERAGING) {
      return new Averaging(workers, partSize, rounds.averagingPeriod());
    }
    String driver = spark.sparkContext().getConf().get("spark.driver.host");
    MeshConfiguration mesh = new MeshConfiguration(driver, rounds.networkMask());
    return new Sharing(mesh, plan.optimizer(), workers, partSize);
  }
}
