package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.RunLock;
import io.github.sparkddpm.spark.storage.RunLockedException;
import io.github.sparkddpm.spark.train.events.AttemptLog;
import io.github.sparkddpm.spark.train.events.MetricsLog;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.CheckpointDue;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Failed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * Hears on the driver what a run's tasks tell: looks to the lock, writes metrics and attempts, and
 * passes the rest on. A task only learns that this failed; why is kept here.
 */
final class RunEvents implements Consumer<TrainingEvent> {

  private final RunLock lock;
  private final MetricsLog metrics;
  private final AttemptLog attempts;
  private final Consumer<TrainingEvent> listener;
  private volatile IOException failure;
  private volatile long reached;

  RunEvents(
      RunLock lock, MetricsLog metrics, AttemptLog attempts, Consumer<TrainingEvent> listener) {
    this.lock = lock;
    this.metrics = metrics;
    this.attempts = attempts;
    this.listener = listener;
  }

  @Override
  public void accept(TrainingEvent event) {
    try {
      if (event instanceof CheckpointDue) {
        lock.requireHeld();
        return;
      }
      metrics.accept(event);
      attempts.accept(event);
    } catch (IOException e) {
      failure = e;
      throw new UncheckedIOException(e);
    }
    reached = event.step();
    listener.accept(event);
  }

  /**
   * Keeps why the run ended, for those who look at its folder. Says nothing where nothing can be
   * written, where another process has the run, or after a pause, which was told of before.
   */
  void ended(Exception reason) {
    if (reason instanceof OutputWriteException
        || reason instanceof RunLockedException
        || reason instanceof TrainingPausedException) {
      return;
    }
    try {
      attempts.accept(new Failed(reached, String.valueOf(reason.getMessage())));
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /**
   * Throws the failure of the driver's own part, if there is one; must be called when training has
   * failed.
   *
   * @throws IOException why, if it failed because the driver could not do its part
   */
  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
