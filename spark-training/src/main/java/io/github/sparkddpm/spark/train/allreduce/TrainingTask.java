package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.checkpoint.UnusableCheckpointException;
import io.github.sparkddpm.engine.BackendException;
import io.github.sparkddpm.engine.EngineException;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.executor.DeferredEnd;
import io.github.sparkddpm.spark.executor.GpuException;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.train.TrainingFailedException;
import io.github.sparkddpm.spark.train.TrainingOutcome;
import io.github.sparkddpm.spark.train.TrainingOutcome.Refused;
import io.github.sparkddpm.spark.train.TrainingOutcome.Superseded;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.training.DivergedException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/**
 * The task of one replica, whose rank {@link HostOrder} gives. The first one returns the outcome of
 * the run, the others nothing. Each task tells the driver at once of a failure that another attempt
 * would not mend. If it merely failed, its peers' complaints about that might come first.
 */
final class TrainingTask extends AbstractFunction1<Iterator<Integer>, Iterator<TrainingOutcome>>
    implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Attempt attempt;
  private final Broadcast<SerializableConfiguration> hadoop;

  TrainingTask(Attempt attempt, Broadcast<SerializableConfiguration> hadoop) {
    this.attempt = attempt;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<TrainingOutcome> apply(Iterator<Integer> partition) {
    TaskContext context = TaskContext.get();
    // Spark itself runs a failed task again, but with a group that cannot be joined any more.
    Optional<TrainingOutcome> outcome =
        context.attemptNumber() > 0 || context.stageAttemptNumber() > 0
            ? Optional.of(new Superseded())
            : train(rank(partition.next()));
    return JavaConverters.asScalaIterator(outcome.stream().iterator());
  }

  private int rank(int task) {
    return attempt.workers() > 1 ? HostOrder.rankHere(task) : 0;
  }

  private Optional<TrainingOutcome> train(int rank) {
    DeferredEnd.hold();
    try {
      return trained(rank);
    } finally {
      DeferredEnd.release();
    }
  }

  private Optional<TrainingOutcome> trained(int rank) {
    TrainingPlan plan = attempt.run().plan();
    try (CoreShare cores = CoreShare.open(plan.training().threads(), plan.engine());
        Replica replica = new Replica(attempt, rank, hadoop.value().value(), cores)) {
      return replica.train();
    } catch (UnusableCheckpointException
        | OutputWriteException
        | DatasetException
        | DivergedException
        | GpuException
        | EngineException
        | TrainingFailedException e) {
      return verdict(new Refused(e));
    } catch (BackendException e) {
      return verdict(new Refused(new TrainingFailedException(e.getMessage(), e)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<TrainingOutcome> verdict(TrainingOutcome outcome) {
    attempt.verdicts().send(outcome);
    return Optional.of(outcome);
  }
}
