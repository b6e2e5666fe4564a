package io.github.sparkddpm.spark.train.dl4j;

import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Hears of executors that are lost. */
final class LostExecutors extends SparkListener {

  private final Consumer<String> receiver;

  /**
   * Creates a listener.
   *
   * @param receiver is given a text that names the executor and why it is gone
   */
  LostExecutors(Consumer<String> receiver) {
    this.receiver = receiver;
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    receiver.accept(
        "executor %s was lost: %s".formatted(event.executorId(), event.reason().strip()));
  }
}
