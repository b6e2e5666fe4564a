package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.executor.EventChannel;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.prepare.PreparationProgress.Stage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Adds up how far the tasks of one stage are; a task that is tried again begins anew. */
final class StageProgress implements AutoCloseable {

  private final Map<Integer, Long> done = new ConcurrentHashMap<>();
  private final EventChannel<PartImages> channel;

  StageProgress(
      SparkSession spark, Stage stage, long total, Consumer<PreparationProgress> listener) {
    listener.accept(new PreparationProgress(stage, 0, total));
    this.channel =
        EventChannel.open(
            spark,
            PartImages.class,
            event -> {
              done.put(event.part(), event.done());
              long sum = done.values().stream().mapToLong(Long::longValue).sum();
              listener.accept(new PreparationProgress(stage, sum, total));
            });
  }

  Sender<PartImages> sender() {
    return channel.sender();
  }

  @Override
  public void close() {
    channel.close();
  }
}
