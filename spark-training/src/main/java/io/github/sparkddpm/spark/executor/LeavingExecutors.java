package io.github.sparkddpm.spark.executor;

import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.ExecutorDecommissionInfo;
import scala.Option;

/** The executors that will be gone soon, as Spark's scheduler keeps them: they get no new task. */
public final class LeavingExecutors {

  private LeavingExecutors() {}

  /** Whether Spark decommissions an executor, or it was told to end. */
  public static boolean contains(SparkContext context, String executor) {
    return context.taskScheduler().getExecutorDecommissionState(executor).isDefined();
  }

  /** Adds an executor that says so itself. Returns whether its scheduler can do that. */
  static boolean add(SparkContext context, String executor) {
    return context.schedulerBackend() instanceof ExecutorAllocationClient client
        && client.decommissionExecutor(
            executor, new ExecutorDecommissionInfo("told to end", Option.empty()), false, true);
  }
}
