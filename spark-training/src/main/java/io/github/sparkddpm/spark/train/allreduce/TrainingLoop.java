package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.train.Checkpoints;
import io.github.sparkddpm.spark.train.SampleGrids;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.events.MetricsCollector;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.judge.RunJudge;
import io.github.sparkddpm.training.BatchFeed;
import io.github.sparkddpm.training.ReplicaExchange;
import io.github.sparkddpm.training.StepReport;
import io.github.sparkddpm.training.Trainer;
import io.github.sparkddpm.training.TrainingBatch;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Steps until the plan is done, or a pause; metrics, progress and checkpoints on the way. */
final class TrainingLoop {

  private final TrainingPlan plan;
  private final BooleanSupplier grow;
  private final Trainer trainer;
  private final BatchFeed batches;
  private final ReplicaGroup replicas;
  private final ReplicaExchange exchange;
  private final Checkpoints checkpoints;
  private final SampleGrids grids;
  private final RunJudge judge;
  private final Sender<TrainingEvent> events;
  private final MetricsCollector metrics;
  private long trained;

  TrainingLoop(
      Attempt attempt,
      Trainer trainer,
      BatchFeed batches,
      ReplicaGroup replicas,
      Checkpoints checkpoints,
      SampleGrids grids,
      RunJudge judge) {
    this.plan = attempt.run().plan();
    this.grow = attempt.grow();
    this.trainer = trainer;
    this.batches = batches;
    this.replicas = replicas;
    // The first replica asks for all, so that all pause after the same step.
    this.exchange =
        new ReplicaExchange(
            replicas.slice(),
            plan.training().batchSize(),
            replicas.sums(),
            () -> replicas.isFirst() && attempt.pause().getAsBoolean());
    this.checkpoints = checkpoints;
    this.grids = grids;
    this.judge = judge;
    this.events = attempt.events();
    this.metrics = new MetricsCollector(plan.diffusion().schedule().timesteps());
  }

  /** Returns how many steps changed the parameters. */
  long run() throws IOException {
    boolean last = false;
    while (!last) {
      // Native code does not notice that Spark has cancelled the task.
      TaskReporter.requireWanted();
      step();
      long done = trainer.learner().step();
      Supplier<TrainingState> state = new LazyState(trainer.learner());
      boolean finished = isFinished(done, state);
      last = finished || exchange.isPauseWished() || isToGrow(done);
      boolean log = last || done % plan.training().intervals().logEvery() == 0;
      // Having trained nothing, a run must not look finished when it is run again.
      boolean save = trained > 0 && (last || isCheckpointDue(done));
      if (log || save) {
        replicas.requireSame(state);
      }
      if (replicas.isFirst()) {
        tell(done, log, state);
      }
      if (save) {
        save(done, finished, state);
      }
    }
    return trained;
  }

  /**
   * Returns whether the replicas end here to go on as more. They do so at checkpoints that are due
   * anyway, so that it costs no step and no judgement.
   */
  private boolean isToGrow(long done) {
    return trained > 0 && isCheckpointDue(done) && replicas.agree(grow);
  }

  private boolean isCheckpointDue(long done) {
    return done % plan.training().intervals().checkpointEvery() == 0;
  }

  private void tell(long done, boolean log, Supplier<TrainingState> state) throws IOException {
    if (log) {
      events.send(new Measured(metrics.take(done)));
    }
    // Drawn before the checkpoint: a run that stops in between would otherwise never draw the
    // picture.
    grids.drawIfDue(done - 1, done, state);
  }

  /** Saves before samples are judged, so that the end of a worker meanwhile costs no step. */
  private void save(long done, boolean finished, Supplier<TrainingState> state) throws IOException {
    if (replicas.isFirst()) {
      checkpoints.write(state.get());
    }
    if (finished || !exchange.isPauseWished()) {
      judge.judgeIfDue(done, finished, state);
    }
    if (replicas.isFirst()) {
      checkpoints.finish(done, judge.keeper());
    }
  }

  /** Measures the held-out loss, if it is due, because the run may end by it. */
  private boolean isFinished(long done, Supplier<TrainingState> state) {
    boolean finished = done == plan.training().steps();
    judge.validateIfDue(done, finished, state);
    return finished || judge.isPatienceExhausted();
  }

  private void step() throws IOException {
    TrainingBatch batch = batches.take(trainer.learner().step());
    StepReport report = trainer.step(batch, exchange);
    trained += report.skipped() ? 0 : 1;
    if (replicas.isFirst()) {
      metrics.add(report, batch.dataSeconds());
      metrics.advanced(trainer.learner().step()).ifPresent(events::send);
    }
  }
}
