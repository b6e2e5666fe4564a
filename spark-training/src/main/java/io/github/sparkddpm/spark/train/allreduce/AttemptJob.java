package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.spark.train.Cluster;
import io.github.sparkddpm.spark.train.Combining;
import io.github.sparkddpm.spark.train.StopRequest;
import io.github.sparkddpm.spark.train.TrainingFailedException;
import io.github.sparkddpm.spark.train.TrainingOutcome;
import io.github.sparkddpm.spark.train.TrainingOutcome.Paused;
import io.github.sparkddpm.spark.train.TrainingOutcome.Superseded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.SerializableConfiguration;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The Spark job of one attempt: a stage with a task for each replica, which Spark starts all at
 * once. It is given up as soon as one of them fails, because Spark would wait for their executors.
 */
final class AttemptJob {

  private static final long LOOK_MILLIS = 200;

  /**
   * The wait for the cause of a failure: a lost executor may become known later than its peers'
   * errors.
   */
  private static final Duration CAUSE = Duration.ofSeconds(3);

  private final JavaSparkContext context;
  private final Cluster cluster;
  private final Attempt attempt;
  private final StopRequest stop;
  private final JobWatch watch;
  private final AttemptRoom room;
  private final Combining combining;

  /**
   * Creates a job that is not started yet.
   *
   * @param watch of this job alone
   * @param room looked at while the job runs, if the number of workers follows the executors
   */
  AttemptJob(
      JavaSparkContext context,
      Cluster cluster,
      Attempt attempt,
      JobWatch watch,
      AttemptRoom room,
      StopRequest stop) {
    this.context = context;
    this.cluster = cluster;
    this.attempt = attempt;
    this.watch = watch;
    this.room = room;
    this.stop = stop;
    combining = attempt.run().plan().training().combining();
  }

  /**
   * Runs the job to its end.
   *
   * @throws TrainingFailedException if Spark cannot start all its tasks in time
   */
  JobEnd run() {
    context.sc().addSparkListener(watch);
    try {
      return await(start());
    } finally {
      context.sc().removeSparkListener(watch);
    }
  }

  private JavaFutureAction<List<TrainingOutcome>> start() {
    var hadoop = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    ClassTag<TrainingOutcome> type = ClassTag$.MODULE$.apply(TrainingOutcome.class);
    int workers = attempt.workers();
    RDD<Integer> ranks =
        context.parallelize(IntStream.range(0, workers).boxed().toList(), workers).rdd();
    TrainingTask task = new TrainingTask(attempt, hadoop);
    RDD<TrainingOutcome> outcomes =
        workers > 1
            ? ranks.barrier().mapPartitions(task, false, type)
            : ranks.mapPartitions(task, false, type);
    context.setJobGroup(watch.group(), attempt.description(), false);
    try {
      return JavaRDD.fromRDD(outcomes, type).collectAsync();
    } finally {
      context.clearJobGroup();
    }
  }

  private JobEnd await(JavaFutureAction<List<TrainingOutcome>> job) {
    long start = System.nanoTime();
    while (true) {
      try {
        return end(job.get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
      } catch (ExecutionException e) {
        return failed(e.getCause());
      } catch (InterruptedException e) {
        job.cancel(true);
        Thread.currentThread().interrupt();
        throw new TrainingFailedException("Interrupted while training", e);
      } catch (TimeoutException e) {
        giveUpIfHopeless(job, System.nanoTime() - start);
        lookAtRoom();
      }
      if (watch.hasFailed()) {
        return givenUp(job);
      }
      if (watch.started() == 0 && room.isMissing()) {
        job.cancel(true);
        return JobEnd.lost(
            "Executors vanished before their workers began: there is no room for %s"
                .formatted(cluster.missing(attempt.workers())));
      }
      if (stop.isMade() && watch.started() == 0) {
        job.cancel(true);
        return JobEnd.of(new Paused(attempt.step()));
      }
    }
  }

  private void lookAtRoom() {
    if (cluster.isElastic(combining)) {
      room.look(cluster.room(), System.nanoTime());
    }
  }

  private void giveUpIfHopeless(JavaFutureAction<?> job, long nanos) {
    if (watch.started() < attempt.workers()
        && !watch.hasFailed()
        && nanos > Duration.ofSeconds(combining.timeout()).toNanos()) {
      job.cancel(true);
      throw new TrainingFailedException(
          "Spark started %s tasks within %s s, of %s: see what else takes the executors' cores"
              .formatted(watch.started(), combining.timeout(), cluster.missing(attempt.workers())));
    }
  }

  /** Returns the outcome of rank 0. A failure results if Spark itself ran failed tasks again. */
  private JobEnd end(List<TrainingOutcome> outcomes) {
    Optional<TrainingOutcome> outcome =
        outcomes.stream().filter(said -> !(said instanceof Superseded)).findFirst();
    return outcome.map(JobEnd::of).orElseGet(() -> cause("no reason known"));
  }

  private JobEnd givenUp(JavaFutureAction<?> job) {
    JobEnd end = cause("no reason known");
    job.cancel(true);
    // A task of this attempt must not run, nor hold its slot, when the next one begins.
    waitFor(() -> watch.running() <= 0, Duration.ofSeconds(combining.timeout()));
    return end;
  }

  /**
   * Returns the failure of a task. Without a failed task, Spark has refused the job itself.
   *
   * @throws TrainingFailedException if Spark has refused the job
   */
  private JobEnd failed(Throwable failure) {
    waitFor(watch::hasFailed, CAUSE);
    if (watch.hasFailed()) {
      return cause(String.valueOf(failure.getMessage()));
    }
    throw new TrainingFailedException(
        "Spark cannot run the training job: "
            + String.valueOf(failure.getMessage()).lines().findFirst().orElse(""),
        failure);
  }

  private JobEnd cause(String otherwise) {
    waitFor(watch::isCauseKnown, CAUSE);
    return watch.cause().orElseGet(() -> JobEnd.failed(otherwise));
  }

  private static void waitFor(BooleanSupplier condition, Duration longest) {
    long start = System.nanoTime();
    try {
      while (!condition.getAsBoolean() && System.nanoTime() - start < longest.toNanos()) {
        Thread.sleep(LOOK_MILLIS / 4);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingFailedException("Interrupted while training", e);
    }
  }
}
