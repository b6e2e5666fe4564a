package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.spark.collective.Tracker.Address;
import io.github.sparkddpm.spark.executor.DriverFlag;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.train.TrainingOutcome;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import java.io.Serializable;

/**
 * One attempt to train the steps of a run that are left; sent to its tasks.
 *
 * @param run what is trained
 * @param step the checkpoint that all replicas begin at, 0 for none
 * @param workers how many replicas there are
 * @param group where they find each other; null for a single one
 * @param ownExecutors whether each needs an executor for itself
 * @param pause raised by the driver if the replicas shall pause after the step that they are at
 * @param grow raised by the driver if the replicas shall end at the checkpoint that they are at,
 *     because there is room for more of them
 * @param events of the replica of rank 0
 * @param verdicts how it ended, if running it again would only end so again; of any replica
 */
record Attempt(
    TrainingRun run,
    long step,
    int workers,
    Address group,
    boolean ownExecutors,
    DriverFlag.Reader pause,
    DriverFlag.Reader grow,
    Sender<TrainingEvent> events,
    Sender<TrainingOutcome> verdicts)
    implements Serializable {

  /** Returns the description shown in the Spark UI. */
  String description() {
    TrainingPlan plan = run.plan();
    long first = Math.min(step, plan.training().steps() - 1);
    long images = Math.max(1, run.dataset().count());
    return "Training steps %s to %s (epochs %s to %s) on %s workers"
        .formatted(
            first + 1,
            plan.training().steps(),
            first * plan.training().batchSize() / images + 1,
            (plan.training().steps() - 1) * plan.training().batchSize() / images + 1,
            workers);
  }
}
