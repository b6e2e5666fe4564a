package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import org.apache.spark.TaskContext;

/** Counts the images of a task and tells the driver about once a second, and at the end. */
final class PartMeter {

  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final Sender<PartImages> events;
  private long done;
  private long sent;
  private long lastSent = System.nanoTime();

  PartMeter(Sender<PartImages> events) {
    this.events = events;
  }

  void count() {
    done++;
    if (System.nanoTime() - lastSent >= INTERVAL_NANOS) {
      send();
    }
  }

  /** Sends the last count, unless it has been sent; may be called more than once. */
  void finish() {
    if (done > sent) {
      send();
    }
  }

  private void send() {
    events.send(new PartImages(TaskContext.getPartitionId(), done));
    sent = done;
    lastSent = System.nanoTime();
  }
}
