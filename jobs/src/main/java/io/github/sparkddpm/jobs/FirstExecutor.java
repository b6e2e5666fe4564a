package io.github.sparkddpm.jobs;

import io.github.sparkddpm.spark.executor.MissingExecutors;
import io.github.sparkddpm.spark.executor.SessionRequirements;
import java.time.Duration;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wait for the first executor of a verb that does not train. Without one, Spark would keep the
 * verb's tasks for ever, and only warn.
 */
final class FirstExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(FirstExecutor.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration SAY_EVERY = Duration.ofSeconds(15);

  private FirstExecutor() {}

  /**
   * Waits for it, where executors are asked for at once. With dynamic allocation they come only
   * when there are tasks.
   *
   * @throws JobException if none has come within the time
   */
  static void await(SparkContext context, int timeoutSeconds) throws InterruptedException {
    if (context.isLocal() || SessionRequirements.isDynamic(context.getConf())) {
      return;
    }
    long began = System.nanoTime();
    long said = began;
    // Spark's list contains the driver too. A Spark that has stopped says why when it is used.
    while (!context.isStopped() && context.statusTracker().getExecutorInfos().length < 2) {
      long now = System.nanoTime();
      if (now - began > Duration.ofSeconds(timeoutSeconds).toNanos()) {
        throw noRoom(context, timeoutSeconds);
      }
      if (now - said > SAY_EVERY.toNanos()) {
        LOG.info("Waiting for room for an executor");
        said = now;
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
  }

  private static JobException noRoom(SparkContext context, int timeoutSeconds) {
    return new JobException(
        ExitCode.FAILED,
        "The cluster has no room for an executor after %s s (training.timeout), or does not answer: give it more room, ask for less memory and fewer cores, or correct --master; %s"
            .formatted(timeoutSeconds, MissingExecutors.whereToLook(context.getConf())));
  }
}
