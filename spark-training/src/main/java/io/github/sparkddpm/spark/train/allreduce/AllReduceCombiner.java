package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.spark.collective.Tracker;
import io.github.sparkddpm.spark.executor.DriverFlag;
import io.github.sparkddpm.spark.executor.EventChannel;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.Cluster;
import io.github.sparkddpm.spark.train.Combining;
import io.github.sparkddpm.spark.train.GradientCombiner;
import io.github.sparkddpm.spark.train.Restarts;
import io.github.sparkddpm.spark.train.StopRequest;
import io.github.sparkddpm.spark.train.TrainingFailedException;
import io.github.sparkddpm.spark.train.TrainingOutcome;
import io.github.sparkddpm.spark.train.TrainingOutcome.Paused;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Failed;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains with exact gradients: every worker has a replica of the network and a part of every batch,
 * and each step's gradient is summed over them. If an attempt fails, another one starts from the
 * newest good checkpoint. It has a new group, because none can be joined a second time.
 */
public final class AllReduceCombiner implements GradientCombiner {

  private static final Logger LOG = LoggerFactory.getLogger(AllReduceCombiner.class);
  private static final String DRIVER_HOST = "spark.driver.host";

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Cluster cluster;
  private final TrainingRun run;
  private final StopRequest stop;

  /** The workers that the next attempt has, if there is room for them. */
  private int workers;

  /**
   * Creates a combiner for one run.
   *
   * @param spark made with the plugin {@link io.github.sparkddpm.spark.executor.EventPlugin}
   * @param stop heeded after the step that the workers are at
   * @throws TrainingFailedException if the number of workers depends on executors, and none comes
   */
  public AllReduceCombiner(SparkSession spark, TrainingRun run, StopRequest stop) {
    this.spark = spark;
    this.run = run;
    this.stop = stop;
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    cluster = new Cluster(context, stop);
    workers = workers(run.plan());
    // Refuses more workers than images in a batch, and shares that do not fit into memory.
    run.plan().order(run.dataset(), workers);
  }

  @Override
  public TrainingOutcome train(EventChannel<TrainingEvent> channel) throws IOException {
    Combining combining = run.plan().training().combining();
    Restarts restarts = new Restarts(combining.maxRestarts());
    boolean restarting = false;
    while (true) {
      long step = newestStep();
      restarts.beginning(step);
      // A run that is finished is only looked at.
      int wanted = step < run.plan().training().steps() ? workers : 1;
      int found = cluster.awaitWorkers(wanted, combining, restarting);
      // The fewer they are, the more each has to hold.
      run.plan().order(run.dataset(), found);
      JobEnd end = stop.isMade() ? JobEnd.of(new Paused(step)) : attempt(step, found, channel);
      Optional<TrainingOutcome> outcome = end.outcome();
      if (outcome.isPresent() && !goesOn(outcome.get())) {
        return outcome.get();
      }
      if (outcome.isEmpty()) {
        channel.requireSound();
        long reached = channel.last().map(TrainingEvent::step).orElse(step);
        requireWanted(end.failure(), reached);
        restarts.failed(end.failure(), end.isLoss(), reached);
        channel.tell(new Failed(reached, end.failure()));
      }
      restarting = true;
    }
  }

  /** Ends a failed training that was asked to stop, so that it does not begin again. */
  private void requireWanted(String failure, long reached) throws IOException {
    if (stop.isMade()) {
      throw new TrainingFailedException(
          "Training failed at step %s while it was to stop by %s, so that the steps after the checkpoint of step %s are lost: %s. The same command resumes"
              .formatted(reached, stop.reason().orElseThrow(), newestStep(), failure));
    }
  }

  /** Returns the number of workers. Executors for which the batch has no image are left over. */
  private int workers(TrainingPlan plan) {
    // More than a batch has were refused before, if they were asked for.
    return Math.min(cluster.workers(plan.training().combining()), plan.training().batchSize());
  }

  /**
   * Returns the step of the newest good checkpoint, 0 if there is none. The driver alone decides
   * where all replicas begin.
   */
  private long newestStep() throws IOException {
    return new RunFolder(run.output(), context.hadoopConfiguration())
        .checkpoints()
        .newest(CheckpointFormat::verify)
        .map(CheckpointStore.Newest::step)
        .orElse(0L);
  }

  /**
   * Returns whether training goes on after a pause: if an executor leaves, the others continue
   * without it, and if some have come, with them.
   */
  private boolean goesOn(TrainingOutcome outcome) {
    return outcome instanceof Paused && !stop.isMade();
  }

  private JobEnd attempt(long step, int wanted, EventChannel<TrainingEvent> channel)
      throws IOException {
    AtomicReference<TrainingOutcome> verdict = new AtomicReference<>();
    JobWatch watch = new JobWatch();
    AttemptRoom room =
        new AttemptRoom(wanted, run.plan().training().batchSize(), System.nanoTime());
    PauseWish wish = new PauseWish(context.sc(), stop, watch);
    try (Tracker tracker =
            wanted > 1
                ? tracker(context, cluster.isLocal(), run.plan().training().combining(), wanted)
                : null;
        EventChannel<TrainingOutcome> verdicts =
            EventChannel.open(
                spark, TrainingOutcome.class, said -> verdict.compareAndSet(null, said));
        DriverFlag pause = DriverFlag.open(wish);
        DriverFlag grow = DriverFlag.open(room)) {
      Attempt attempt =
          new Attempt(
              run,
              step,
              wanted,
              tracker == null ? null : tracker.address(),
              !cluster.isLocal(),
              pause.reader(),
              grow.reader(),
              channel.sender(),
              verdicts.sender());
      JobEnd end = new AttemptJob(context, cluster, attempt, watch, room, stop).run();
      workers = room.workersToGoOnWith();
      if (end.outcome().orElse(null) instanceof Paused paused && goesOn(paused)) {
        String reason =
            wish.leaving().map(AllReduceCombiner::leaves).orElseGet(() -> grows(wanted));
        LOG.warn("Paused after step {}, with a checkpoint: {}", paused.step(), reason);
        channel.tell(new TrainingEvent.Paused(paused.step(), reason));
      }
      return verdict.get() == null ? end : JobEnd.of(verdict.get());
    }
  }

  private static String leaves(String executor) {
    return "executor %s leaves: it was told to end, or Spark decommissions it".formatted(executor);
  }

  private String grows(int before) {
    return "%s workers instead of %s go on, because executors have come".formatted(workers, before);
  }

  /** Starts the tracker of so many workers. */
  static Tracker tracker(JavaSparkContext context, boolean local, Combining combining, int workers)
      throws IOException {
    // Nobody beyond this machine takes part where the workers are threads of this process.
    String host =
        local
            ? InetAddress.getLoopbackAddress().getHostAddress()
            : context.getConf().get(DRIVER_HOST);
    return Tracker.start(host, combining.ports(), workers, combining.timeout());
  }
}
