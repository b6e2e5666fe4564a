package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.spark.train.TrainingPlan.Combining;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The executors there are for the workers of a run. */
public final class Cluster {

  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  private static final String INSTANCES = "spark.executor.instances";
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration SAY_EVERY = Duration.ofSeconds(15);

  /** Executors register one by one: as many as there are when none has come for so long. */
  private static final Duration SETTLED = Duration.ofSeconds(3);

  private final SparkContext context;

  public Cluster(JavaSparkContext context) {
    this.context = context.sc();
  }

  /** Whether driver and workers are one process. */
  boolean isLocal() {
    return context.isLocal();
  }

  /**
   * How many workers a run has.
   *
   * @throws TrainingFailedException if it depends on the executors and none comes in time
   */
  public int workers(Combining combining) {
    if (combining.workers() > 0 || isLocal()) {
      return Math.max(1, combining.workers());
    }
    int expected = context.getConf().getInt(INSTANCES, 0);
    if (expected > 0) {
      return expected;
    }
    awaitSlots(1, combining.timeoutSeconds());
    return settled();
  }

  private int settled() {
    int executors = executors();
    long since = System.nanoTime();
    while (System.nanoTime() - since < SETTLED.toNanos()) {
      sleep();
      if (executors() != executors) {
        executors = executors();
        since = System.nanoTime();
      }
    }
    return executors;
  }

  /**
   * Waits until as many workers can run at once.
   *
   * @throws TrainingFailedException if they cannot within the time, or never
   */
  public void awaitSlots(int workers, int timeoutSeconds) {
    if (isLocal() && slots() < workers) {
      throw new TrainingFailedException(
          "%s workers need as many threads, master %s has %s: set training.workers = %s, or the master to local[%s]"
              .formatted(workers, context.master(), slots(), slots(), workers));
    }
    BooleanSupplier enough = () -> isLocal() || (executors() >= workers && slots() >= workers);
    long start = System.nanoTime();
    long said = start;
    while (!enough.getAsBoolean()) {
      long now = System.nanoTime();
      if (now - start > Duration.ofSeconds(timeoutSeconds).toNanos()) {
        throw new TrainingFailedException(
            "The cluster has no room for %s after %s s: give it more executors, or set training.workers"
                .formatted(missing(workers), timeoutSeconds));
      }
      if (now - said > SAY_EVERY.toNanos()) {
        LOG.info("Waiting for room for {}", missing(workers));
        said = now;
      }
      sleep();
    }
  }

  /** What there is and what is needed. */
  String missing(int workers) {
    return "%s workers (one on each executor; there are %s executors with %s free or busy slots of spark.task.cpus = %s)"
        .formatted(workers, executors(), slots(), context.getConf().get("spark.task.cpus", "1"));
  }

  /** The driver is listed as well. */
  private int executors() {
    return context.statusTracker().getExecutorInfos().length - 1;
  }

  /** Counted as Spark does before it starts a barrier stage. */
  private int slots() {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  private static void sleep() {
    try {
      Thread.sleep(LOOK_EVERY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingFailedException("Interrupted while waiting for executors", e);
    }
  }
}
