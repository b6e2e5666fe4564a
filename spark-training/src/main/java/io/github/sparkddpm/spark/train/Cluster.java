package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.spark.executor.MissingExecutors;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The executors that are available to the workers of a run. */
public final class Cluster {

  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  private static final String INSTANCES = "spark.executor.instances";
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration SAY_EVERY = Duration.ofSeconds(15);

  /**
   * The time after which the executors are taken as complete if no more have come; they register
   * one by one.
   */
  private static final Duration SETTLED = Duration.ofSeconds(3);

  /**
   * The key of Spark's own bound on waiting for executors, after which it begins with those that
   * are there.
   */
  private static final String WAITING = "spark.scheduler.maxRegisteredResourcesWaitingTime";

  private final SparkContext context;
  private final StopRequest stop;

  /**
   * Creates a view of a session's executors.
   *
   * @param stop ends every wait
   */
  public Cluster(JavaSparkContext context, StopRequest stop) {
    this.context = context.sc();
    this.stop = stop;
  }

  /** Returns whether driver and workers are one process. */
  public boolean isLocal() {
    return context.isLocal();
  }

  /** Returns whether the number of workers follows the executors. */
  public boolean isElastic(Combining combining) {
    return combining.workers().isAuto() && !isLocal();
  }

  /**
   * Returns the number of workers that a run begins with.
   *
   * @throws TrainingFailedException if it depends on the executors and none comes in time
   */
  public int workers(Combining combining) {
    if (!isElastic(combining)) {
      return Math.max(1, combining.workers().fixed());
    }
    if (expected() > 0) {
      return expected();
    }
    awaitSlots(1, combining.timeout());
    return await(this::executors, Integer.MAX_VALUE, SETTLED, combining.timeout());
  }

  /**
   * Waits until as many workers can run at once. If nobody has fixed their number, waits only until
   * there is room for one and no more executors come. Stops waiting as soon as training is asked to
   * stop.
   *
   * @param restarting whether executors may have been lost, so that others replace them soon or
   *     never
   * @return how many can run, from 1 to those wanted
   * @throws TrainingFailedException if none can within the time, or fewer than were asked for
   */
  public int awaitWorkers(int wanted, Combining combining, boolean restarting) {
    int timeout = combining.timeout();
    if (!isElastic(combining)) {
      awaitSlots(wanted, timeout);
      return wanted;
    }
    Duration quiet = restarting || expected() == 0 ? waitingTime() : Duration.ofSeconds(timeout);
    int found = await(this::room, wanted, quiet, timeout);
    if (stop.isMade()) {
      return wanted;
    }
    if (found == 0) {
      throw noRoom(wanted, timeout);
    }
    if (found < wanted) {
      LOG.warn(
          "Going on with {} of {} workers: no more executors came within {} s; those that come later"
              + " are taken up at a checkpoint, and with training.workers = {} the run would wait",
          found,
          wanted,
          quiet.toSeconds(),
          wanted);
    }
    return Math.min(found, wanted);
  }

  /** Returns the number of executors that the cluster was asked for; 0 if that is not known. */
  private int expected() {
    return context.getConf().getInt(INSTANCES, 0);
  }

  private Duration waitingTime() {
    return Duration.ofSeconds(context.getConf().getTimeAsSeconds(WAITING, "30s"));
  }

  /**
   * Waits until as many workers can run at once, or until training is asked to stop.
   *
   * @throws TrainingFailedException if they cannot within the time, or never
   */
  public void awaitSlots(int workers, int timeoutSeconds) {
    if (isLocal()) {
      requireThreads(workers);
    } else if (await(this::room, workers, Duration.ofSeconds(timeoutSeconds), timeoutSeconds)
            < workers
        && !stop.isMade()) {
      throw noRoom(workers, timeoutSeconds);
    }
  }

  private void requireThreads(int workers) {
    if (slots() < workers) {
      throw new TrainingFailedException(
          "%s workers need as many threads, master %s has %s: set training.workers = %s, or the master to local[%s]"
              .formatted(workers, context.master(), slots(), slots(), workers));
    }
  }

  private TrainingFailedException noRoom(int workers, int timeoutSeconds) {
    return new TrainingFailedException(
        "The cluster has no room for %s after %s s: give it more executors, or set training.workers; %s"
            .formatted(
                missing(workers), timeoutSeconds, MissingExecutors.whereToLook(context.getConf())));
  }

  /**
   * Waits until the count is high enough, is above 0 and has not changed for a while, or the time
   * is over. Stops waiting as soon as training is asked to stop.
   *
   * @return the last count
   */
  private int await(IntSupplier count, int enough, Duration quiet, int timeoutSeconds) {
    long start = System.nanoTime();
    long changed = start;
    long said = start;
    int found = count.getAsInt();
    while (found < enough
        && !stop.isMade()
        && (found == 0 || isWithin(quiet, changed))
        && isWithin(Duration.ofSeconds(timeoutSeconds), start)) {
      if (enough < Integer.MAX_VALUE && !isWithin(SAY_EVERY, said)) {
        LOG.info("Waiting for room for {}", missing(enough));
        said = System.nanoTime();
      }
      sleep();
      int now = count.getAsInt();
      changed = now == found ? changed : System.nanoTime();
      found = now;
    }
    return found;
  }

  private static boolean isWithin(Duration time, long since) {
    return System.nanoTime() - since < time.toNanos();
  }

  /** Returns the number of workers and the executors and slots there are, for messages. */
  public String missing(int workers) {
    return "%s workers (one on each executor; there are %s executors with %s free or busy slots of spark.task.cpus = %s)"
        .formatted(workers, executors(), slots(), context.getConf().get("spark.task.cpus", "1"));
  }

  /** Returns how many workers can run at once, each on an executor of its own. */
  public int room() {
    return Math.min(executors(), slots());
  }

  /** Returns the number of executors; Spark's list also contains the driver. */
  private int executors() {
    return context.statusTracker().getExecutorInfos().length - 1;
  }

  /** Returns the number of slots, counted as Spark does before it starts a barrier stage. */
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
