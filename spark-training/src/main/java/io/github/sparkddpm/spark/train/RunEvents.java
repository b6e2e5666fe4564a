package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.spark.storage.RunLock;
import io.github.sparkddpm.spark.train.TrainingEvent.CheckpointDue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * Hears on the driver what a run's tasks tell: looks to the lock, writes the metrics, and passes
 * the rest on. A task only learns that this failed; why is kept here.
 */
final class RunEvents implements Consumer<TrainingEvent> {

  private final RunLock lock;
  private final MetricsLog metrics;
  private final Consumer<TrainingEvent> listener;
  private volatile IOException failure;

  RunEvents(RunLock lock, MetricsLog metrics, Consumer<TrainingEvent> listener) {
    this.lock = lock;
    this.metrics = metrics;
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
    } catch (IOException e) {
      failure = e;
      throw new UncheckedIOException(e);
    }
    listener.accept(event);
  }

  /**
   * To be called when training has failed.
   *
   * @throws IOException why, if it failed because the driver could not do its part
   */
  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
