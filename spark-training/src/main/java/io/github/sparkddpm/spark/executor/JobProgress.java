package io.github.sparkddpm.spark.executor;

import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.executor.TaskReporter.Done;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.apache.spark.sql.SparkSession;

/** The progress of one Spark job: the sum of what its tasks have done. */
public final class JobProgress implements AutoCloseable {

  private final Map<Integer, Long> done = new ConcurrentHashMap<>();
  private final LongConsumer listener;
  private final EventChannel<Done> channel;

  /**
   * Opens a channel for the tasks of a job.
   *
   * @param spark made with the plugin {@link EventPlugin}
   * @param listener called with the units done so far, by one other thread at a time; the sum falls
   *     if a task is tried again
   */
  public JobProgress(SparkSession spark, LongConsumer listener) {
    this.listener = listener;
    this.channel = EventChannel.open(spark, Done.class, this::tell);
  }

  private void tell(Done task) {
    done.put(task.task(), task.units());
    listener.accept(done.values().stream().mapToLong(Long::longValue).sum());
  }

  /** Returns the executors' end, for a {@link TaskReporter} in each task. */
  public Sender<Done> sender() {
    return channel.sender();
  }

  /**
   * Ensures that the listener has not failed.
   *
   * @throws RuntimeException what it failed with
   */
  public void requireSound() {
    channel.requireSound();
  }

  @Override
  public void close() {
    channel.close();
  }
}
