package io.github.sparkddpm.spark.executor;

import io.github.sparkddpm.engine.Engines;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * The number of GPUs that a run asks Spark for: one for each executor and for each of its tasks, or
 * none.
 *
 * @param executor GPUs of an executor, if Spark was told
 * @param task GPUs of a task, if Spark was told; a fraction means that tasks share one
 * @param master Spark's
 * @param local whether the tasks run in the driver's process
 */
public record GpuRequest(
    Optional<Double> executor, Optional<Double> task, String master, boolean local) {

  static final String EXECUTOR_AMOUNT = "spark.executor.resource.gpu.amount";
  static final String TASK_AMOUNT = "spark.task.resource.gpu.amount";
  static final String CPU_REMEDY =
      "take a build that computes on GPUs and leave engine.device at auto (see docs/gpus.md), or leave out %s and %s"
          .formatted(EXECUTOR_AMOUNT, TASK_AMOUNT);

  private static final String SCRIPT =
      "spark.executor.resource.gpu.discoveryScript to deploy/discover-gpus";

  /** Returns the request of a session. */
  public static GpuRequest of(SparkContext context) {
    SparkConf conf = context.getConf();
    return new GpuRequest(
        amount(conf, EXECUTOR_AMOUNT),
        amount(conf, TASK_AMOUNT),
        context.master(),
        context.isLocal());
  }

  private static Optional<Double> amount(SparkConf conf, String key) {
    return conf.contains(key) ? Optional.of(conf.getDouble(key, 0)) : Optional.empty();
  }

  /**
   * Returns whether there is a GPU to compute on. On a cluster there is one if Spark was asked for
   * it.
   */
  boolean findsGpu() {
    return asked() || (local && Engines.ofBuild().findGpu());
  }

  private boolean asked() {
    return executor.isPresent() || task.isPresent();
  }

  /**
   * Ensures, before a task is started, that the run can compute with these GPUs.
   *
   * @param cuda whether its engine computes on a GPU
   */
  void requireFitting(boolean cuda) {
    boolean asked = asked();
    require(
        !asked || cuda,
        "Spark is asked for GPUs (%s), but this run computes on the CPU: %s"
            .formatted(this, CPU_REMEDY));
    require(
        !asked || !local,
        "Master %s assigns no GPUs: leave out %s and %s (the first GPU is used, or that of CUDA_VISIBLE_DEVICES), or take a cluster"
            .formatted(master, EXECUTOR_AMOUNT, TASK_AMOUNT));
    require(
        asked || local || !cuda,
        "This run computes on GPUs, but Spark is asked for none: set %s=1, %s=1 and %s"
            .formatted(EXECUTOR_AMOUNT, TASK_AMOUNT, SCRIPT));
    if (asked) {
      requireOneEach();
    }
  }

  private void requireOneEach() {
    double each = task.orElse(0.0);
    double all = executor.orElse(0.0);
    require(
        each >= 1,
        "Tasks would share a GPU (%s), which makes each slower and may exhaust its memory: set %s=1"
            .formatted(this, TASK_AMOUNT));
    require(
        each == 1 && all == 1,
        "An executor is one process, which computes on one GPU; more (%s) would be paid for and idle: set %s=1 and %s=1, and take more executors"
            .formatted(this, EXECUTOR_AMOUNT, TASK_AMOUNT));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new GpuException(otherwise);
    }
  }

  @Override
  public String toString() {
    return "%s = %s, %s = %s".formatted(EXECUTOR_AMOUNT, shown(executor), TASK_AMOUNT, shown(task));
  }

  private static String shown(Optional<Double> amount) {
    return amount.map(Object::toString).orElse("nothing").replaceFirst("\\.0$", "");
  }
}
