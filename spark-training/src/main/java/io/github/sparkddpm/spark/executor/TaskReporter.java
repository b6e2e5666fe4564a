package io.github.sparkddpm.spark.executor;

import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import java.io.Serializable;
import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;

/**
 * The progress of one Spark task, of which the driver is told about once a second. Counting also
 * ends a task that Spark has cancelled, because native code does not notice that.
 */
public final class TaskReporter {

  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final Sender<Done> events;
  private long done;
  private long sent;
  private long lastSent = System.nanoTime();

  /**
   * The count of one task, which replaces what an earlier attempt of the task has told.
   *
   * @param task the task's index
   * @param units units done by now
   */
  public record Done(int task, long units) implements Serializable {}

  /**
   * Creates a reporter for the task of this thread.
   *
   * @param events of a {@link JobProgress}
   */
  public TaskReporter(Sender<Done> events) {
    this.events = events;
  }

  /**
   * Counts units that are done.
   *
   * @throws CancellationException if Spark has cancelled the task
   */
  public void add(long units) {
    requireWanted();
    done += units;
    if (System.nanoTime() - lastSent >= INTERVAL_NANOS) {
      send();
    }
  }

  /** Tells the driver the count at once, unless it has been told; may be called more than once. */
  public void send() {
    if (done > sent) {
      events.send(new Done(TaskContext.getPartitionId(), done));
      sent = done;
      lastSent = System.nanoTime();
    }
  }

  /**
   * Ensures that Spark has not cancelled this thread's task; does nothing outside of tasks.
   *
   * @throws CancellationException if it has
   */
  public static void requireWanted() {
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      throw new CancellationException("Spark has cancelled the task");
    }
  }
}
