package io.github.sparkddpm.spark.executor;

import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.ExecutorDecommissionInfo;
import scala.Option;

/** The executors that will be gone soon and get no new tasks; Spark's scheduler keeps them. */
public final class LeavingExecutors {

  private LeavingExecutors() {}

  /** Returns whether an executor is being decommissioned by Spark, or was told to end. */
  public static boolean contains(SparkContext context, String executor) {
    return context.taskScheduler().getExecutorDecommissionState(executor).isDefined();
  }

  /**
   * Adds an executor that says so itself.
   *
   * @return whether Spark's scheduler accepted that
   */
  static boolean add(SparkContext context, String executor) {
    return context.schedulerBackend() instanceof ExecutorAllocationClient client
        && client.decommissionExecutor(
            executor, new ExecutorDecommissionInfo("told to end", Option.empty()), false, true);
  }
}
