package io.github.sparkddpm.spark.executor;

import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * The GPUs that Spark has assigned to a task. There must be exactly one, to which the process was
 * bound from its start and which no other task uses.
 *
 * @param addresses as Spark's discovery script names them
 * @param visible the one that this process can see, if it was bound to one
 * @param executor the executor's id
 * @param tasks how many tasks compute in this process, this one included
 */
record GpuAssignment(List<String> addresses, Optional<String> visible, String executor, int tasks) {

  /** Spark's name for the executor of a run without a cluster. */
  private static final String DRIVER = "driver";

  private static final String ONE_EACH =
      "set %s=1 and %s=1".formatted(GpuRequest.EXECUTOR_AMOUNT, GpuRequest.TASK_AMOUNT);

  /** Returns the assignment of the calling task; no GPUs outside of a task. */
  static GpuAssignment own(int tasks) {
    TaskContext context = TaskContext.get();
    ResourceInformation gpus =
        context == null ? null : context.resourcesJMap().get(VisibleGpu.RESOURCE);
    return new GpuAssignment(
        gpus == null ? List.of() : List.of(gpus.addresses()),
        VisibleGpu.address(),
        context == null ? DRIVER : SparkEnv.get().executorId(),
        tasks);
  }

  /**
   * Ensures that the task may compute.
   *
   * @param cuda whether the task computes on a GPU
   * @throws GpuException if not, with what to set
   */
  void require(boolean cuda) {
    objection(cuda)
        .ifPresent(
            objection -> {
              throw new GpuException(objection);
            });
  }

  private Optional<String> objection(boolean cuda) {
    if (!cuda) {
      return addresses.isEmpty()
          ? Optional.empty()
          : Optional.of(
              "Spark assigned GPU %s to a task on executor %s, but this run computes on the CPU: %s"
                  .formatted(String.join(", ", addresses), executor, GpuRequest.CPU_REMEDY));
    }
    if (addresses.size() > 1) {
      return Optional.of(
          "Spark assigned GPUs %s to one task on executor %s, which computes on one and leaves the others idle: %s"
              .formatted(String.join(", ", addresses), executor, ONE_EACH));
    }
    return missing().or(this::shared);
  }

  private Optional<String> missing() {
    boolean local = executor.equals(DRIVER);
    if (addresses.isEmpty() && !local) {
      return Optional.of(
          "This run computes on GPUs, but Spark assigned none to a task on executor %s: %s"
              .formatted(executor, ONE_EACH));
    }
    if (!addresses.isEmpty() && !visible.equals(Optional.of(addresses.get(0)))) {
      return Optional.of(
          "Spark assigned GPU %s to a task on executor %s, whose process was bound to %s when it started: %s"
              .formatted(addresses.get(0), executor, visible.orElse("none"), ONE_EACH));
    }
    return Optional.empty();
  }

  private Optional<String> shared() {
    return tasks == 1
        ? Optional.empty()
        : Optional.of(
            "%s tasks on executor %s would share GPU %s: %s, or without a cluster --master local[1]"
                .formatted(tasks, executor, visible.orElse("0"), ONE_EACH));
  }
}
