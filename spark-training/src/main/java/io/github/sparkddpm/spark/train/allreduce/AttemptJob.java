package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.spark.train.Cluster;
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
  private final int timeoutSeconds;

  /**
   * Creates a job that is not started yet.
   *
   * @param watch of this job alone
   */
  AttemptJob(
      JavaSparkContext context,
      Cluster cluster,
      Attempt attempt,
      JobWatch watch,
      StopRequest stop) {
    this.context = context;
    this.cluster = cluster;
    this.attempt = attempt;
    this.watch = watch;
    this.stop = stop;
    timeoutSeconds = attempt.run().plan().training().combining().timeout();
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
      }
      if (watch.hasFailed()) {
        return givenUp(job);
      }
      if (stop.isMade() && watch.started() == 0) {
        job.cancel(true);
        return new JobEnd(Optional.of(new Paused(attempt.step())), "");
      }
    }
  }

  private void giveUpIfHopeless(JavaFutureAction<?> job, long nanos) {
    if (watch.started() < attempt.workers()
        && !watch.hasFailed()
        && nanos > Duration.ofSeconds(timeoutSeconds).toNanos()) {
      job.cancel(true);
      throw new TrainingFailedException(
          "Spark started %s tasks within %s s, of %s: see what else takes the executors' cores"
              .formatted(watch.started(), timeoutSeconds, cluster.missing(attempt.workers())));
    }
  }

  /** Returns the outcome of rank 0. A failure results if Spark itself ran failed tasks again. */
  private JobEnd end(List<TrainingOutcome> outcomes) {
    Optional<TrainingOutcome> outcome =
        outcomes.stream().filter(said -> !(said instanceof Superseded)).findFirst();
    return outcome.isPresent() ? new JobEnd(outcome, "") : JobEnd.failed(cause("no reason known"));
  }

  private JobEnd givenUp(JavaFutureAction<?> job) {
    String cause = cause("no reason known");
    job.cancel(true);
    // A task of this attempt must not run, nor hold its slot, when the next one begins.
    waitFor(() -> watch.running() <= 0, Duration.ofSeconds(timeoutSeconds));
    return JobEnd.failed(cause);
  }

  /**
   * Returns the failure of a task. Without a failed task, Spark has refused the job itself.
   *
   * @throws TrainingFailedException if Spark has refused the job
   */
  private JobEnd failed(Throwable failure) {
    waitFor(watch::hasFailed, CAUSE);
    if (watch.hasFailed()) {
      return JobEnd.failed(cause(String.valueOf(failure.getMessage())));
    }
    throw new TrainingFailedException(
        "Spark cannot run the training job: "
            + String.valueOf(failure.getMessage()).lines().findFirst().orElse(""),
        failure);
  }

  private String cause(String otherwise) {
    waitFor(watch::isCauseKnown, CAUSE);
    return watch.cause().orElse(otherwise);
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
