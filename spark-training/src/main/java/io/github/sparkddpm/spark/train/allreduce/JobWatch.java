package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.training.LostMemberException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;

/**
 * A record of the tasks of one job, which Spark's events keep up to date before the job itself
 * ends.
 */
final class JobWatch extends SparkListener {

  private static final String GROUP = "spark.jobGroup.id";

  private final String group = UUID.randomUUID().toString();
  private final Set<Integer> stages = new HashSet<>();
  private final Set<String> executors = new TreeSet<>();
  private final Map<Integer, String> hosts = new TreeMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private int started;
  private int running;

  /**
   * A task that failed.
   *
   * @param isConsequence whether the task failed only because another one is gone
   * @param isLoss whether its executor is gone
   */
  private record Failure(String text, boolean isConsequence, boolean isLoss) {

    JobEnd end() {
      return isLoss ? JobEnd.lost(text) : JobEnd.failed(text);
    }
  }

  /** Returns the job group that the job must be in to be watched. */
  String group() {
    return group;
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted stage) {
    if (group.equals(stage.properties().getProperty(GROUP))) {
      stages.add(stage.stageInfo().stageId());
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart task) {
    if (stages.contains(task.stageId())) {
      started++;
      running++;
      executors.add(task.taskInfo().executorId());
      hosts.put(task.taskInfo().index(), task.taskInfo().host());
    }
  }

  /** Returns the ids of the executors that tasks were started on. */
  synchronized Set<String> executors() {
    return Set.copyOf(executors);
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    if (stages.contains(task.stageId())) {
      running--;
      if (task.reason() instanceof TaskFailedReason reason) {
        failures.add(failure(task.taskInfo(), reason));
      }
    }
  }

  private Failure failure(TaskInfo task, TaskFailedReason reason) {
    boolean consequence =
        reason instanceof TaskKilled
            || (reason instanceof ExceptionFailure thrown
                && thrown.className().equals(LostMemberException.class.getName()));
    return new Failure(
        "Worker %s on executor %s (%s) failed: %s"
            .formatted(rank(task), task.executorId(), task.host(), text(reason)),
        consequence,
        reason instanceof ExecutorLostFailure);
  }

  /** Returns the rank, which the workers' own messages use, too. All tasks start at once. */
  private int rank(TaskInfo task) {
    return HostOrder.rank(task.index(), List.copyOf(hosts.values()));
  }

  private static String text(TaskFailedReason reason) {
    if (reason instanceof ExceptionFailure thrown) {
      return firstLine(thrown.className() + ": " + thrown.description());
    }
    if (reason instanceof ExecutorLostFailure lost) {
      return "the executor was lost: " + LossReason.oneLine(lost.reason().getOrElse(() -> ""));
    }
    return firstLine(reason.toErrorString());
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /** Returns how many tasks have been started, including those that have ended. */
  synchronized int started() {
    return started;
  }

  /** Returns how many tasks are running. */
  synchronized int running() {
    return running;
  }

  synchronized boolean hasFailed() {
    return !failures.isEmpty();
  }

  /** Returns the end by the failure that caused the others, as far as is known by now. */
  synchronized Optional<JobEnd> cause() {
    return failures.stream()
        .filter(failure -> !failure.isConsequence())
        .findFirst()
        .or(() -> failures.stream().findFirst())
        .map(Failure::end);
  }

  /** Returns whether {@link #cause} will not change any more. */
  synchronized boolean isCauseKnown() {
    return failures.stream().anyMatch(failure -> !failure.isConsequence())
        || (hasFailed() && running <= 0);
  }
}
