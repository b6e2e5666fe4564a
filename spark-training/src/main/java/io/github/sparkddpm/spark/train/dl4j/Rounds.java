package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.spark.executor.EventChannel;
import io.github.sparkddpm.spark.train.Combining;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.spark.train.dl4j.PartEvent.Trained;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets DL4J train rounds of a run, and verifies everything that it reports. */
final class Rounds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private static final long LOOK_MILLIS = 100;
  private static final int STOP_ATTEMPTS = 40;
  private static final long STOP_MILLIS = 250;

  private final String id = UUID.randomUUID().toString();
  private final TrainingRun run;
  private final int workers;
  private final Dl4jMaster dl4j;
  private final JavaSparkContext context;
  private final SparkComputationGraph spark;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final EventChannel<PartEvent> channel;
  private volatile RoundParts roundParts = new RoundParts(0, 0, 0, 1);
  private int failedRounds;

  /**
   * Opens the channel to the executors.
   *
   * @param graph the driver's network, which every round changes
   */
  Rounds(
      SparkSession session, TrainingRun run, int workers, Dl4jMaster dl4j, ComputationGraph graph) {
    this.run = run;
    this.workers = workers;
    this.dl4j = dl4j;
    context = JavaSparkContext.fromSparkContext(session.sparkContext());
    hadoop = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    channel = EventChannel.open(session, PartEvent.class, event -> roundParts.add(event));
    spark = new SparkComputationGraph(context, graph, dl4j.master());
    spark.setListeners(
        List.of(new ReplicaListener(run.plan().training().optimizer(), channel.sender())));
  }

  /**
   * Trains some steps.
   *
   * @param first the first step, zero-based
   * @param steps how many
   * @param receiver is given every step's parts, in the order of the steps
   * @return how many of the steps had a finite gradient
   * @throws RoundFailedException if any part was not trained, or not in time
   */
  int train(long first, int steps, Consumer<List<Trained>> receiver) {
    roundParts = new RoundParts(failedRounds, first, steps, workers);
    dl4j.roundBegins();
    int[] finite = new int[1];
    Consumer<List<Trained>> counted =
        parts -> {
          finite[0] += parts.stream().allMatch(Trained::isFinite) ? 1 : 0;
          receiver.accept(parts);
        };
    boolean whole = false;
    try {
      fit(first, steps, counted);
      requireTrained();
      whole = true;
    } finally {
      failedRounds += whole ? 0 : 1;
    }
    return finite[0];
  }

  private void fit(long first, int steps, Consumer<List<Trained>> receiver) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread thread = new Thread(() -> fit(first, steps, end), "dl4j-round");
    thread.setDaemon(true);
    thread.start();
    boolean ended = false;
    try {
      await(end, receiver);
      ended = true;
    } finally {
      if (!ended) {
        stop(thread);
      }
    }
  }

  private void requireTrained() {
    if (!roundParts.isComplete()) {
      throw failed("DL4J reported success, but", null);
    }
    if (!dl4j.canRepeat()) {
      requireOnce();
    }
    dl4j.settle(roundParts.trainedCount());
  }

  /**
   * Ensures that workers that exchange updates each have an executor, and that each part was
   * trained once.
   */
  private void requireOnce() {
    if (roundParts.twice() > 0) {
      throw failed(
          "%s parts were trained twice, as when an executor is lost;".formatted(roundParts.twice()),
          null);
    }
    if (!context.isLocal() && roundParts.sharedExecutor().isPresent()) {
      throw new RoundFailedException(
          "Several workers are on executor %s, but each needs one of its own: set spark.task.cpus to the value of spark.executor.cores"
              .formatted(roundParts.sharedExecutor().get()),
          null);
    }
  }

  /** Trains, and passes every failure to the waiting thread. */
  private void fit(long first, int steps, CompletableFuture<Void> end) {
    LostExecutors lost = new LostExecutors(reason -> lost(reason, end));
    context.sc().addSparkListener(lost);
    try {
      fit(first, steps);
      end.complete(null);
    } catch (Throwable e) { // Errors, too: nobody else would learn of them.
      end.completeExceptionally(e);
    } finally {
      context.sc().removeSparkListener(lost);
    }
  }

  /** Ends the wait for a round that cannot be repeated, because it is lost with the executor. */
  private void lost(String reason, CompletableFuture<Void> end) {
    LOG.warn("{}", reason);
    if (!dl4j.canRepeat()) {
      end.completeExceptionally(new IllegalStateException(reason));
    }
  }

  private void fit(long first, int steps) {
    context.setJobGroup(id, description(first, steps), true);
    ComputationGraph graph = spark.getNetwork();
    INDArray updaterState = graph.getUpdater().getStateViewArray().dup();
    Broadcast<RoundStart> start =
        context.broadcast(new RoundStart(id, graph.params().dup(), updaterState));
    JavaRDD<String> parts =
        context
            .parallelize(roundParts.paths(), workers)
            .mapPartitions(
                new EnterRound(start, run.plan().training().threads(), run.plan().engine()));
    spark.fitPaths(parts, new PartLoader(run, workers, hadoop, channel.sender()));
    start.destroy();
  }

  private String description(long first, int steps) {
    long images = Math.max(1, run.dataset().count());
    return "Training steps %s to %s of %s (epoch %s) on %s workers"
        .formatted(
            first + 1,
            first + steps,
            run.plan().training().steps(),
            first * run.plan().training().batchSize() / images + 1,
            workers);
  }

  private void await(CompletableFuture<Void> end, Consumer<List<Trained>> receiver) {
    long start = System.nanoTime();
    while (true) {
      try {
        end.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        roundParts.takeSteps().forEach(receiver);
        return;
      } catch (TimeoutException e) {
        roundParts.takeSteps().forEach(receiver);
        requireInTime(System.nanoTime() - start, e);
      } catch (ExecutionException e) {
        throw failed("The round failed (%s);".formatted(e.getCause().getMessage()), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed("The round was interrupted;", e);
      }
    }
  }

  private void requireInTime(long nanos, TimeoutException e) {
    Combining combining = run.plan().training().combining();
    if (nanos > TimeUnit.SECONDS.toNanos(combining.rounds().roundTimeout())) {
      throw failed(
          "The round has taken longer than training.round-timeout, %s s;"
              .formatted(combining.rounds().roundTimeout()),
          e);
    }
    if (roundParts.silentNanos() > TimeUnit.SECONDS.toNanos(combining.timeout())) {
      throw failed(
          "No worker has trained anything for training.timeout, %s s;"
              .formatted(combining.timeout()),
          e);
    }
  }

  /** Cancels again and again: DL4J may be about to start another job. */
  private void stop(Thread thread) {
    for (int i = 0; i < STOP_ATTEMPTS && thread.isAlive(); i++) {
      context.cancelJobGroup(id);
      try {
        thread.join(STOP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    if (thread.isAlive()) {
      LOG.warn("DL4J does not give up a round that was cancelled: it goes on in the background");
    }
  }

  private RoundFailedException failed(String what, Throwable cause) {
    return new RoundFailedException(
        what + " " + roundParts.diagnosis(),
        roundParts
            .failure()
            .map(PartEvent.Failed::reason)
            .map(Throwable.class::cast)
            .orElse(cause));
  }

  @Override
  public void close() {
    channel.close();
    dl4j.close();
  }
}
