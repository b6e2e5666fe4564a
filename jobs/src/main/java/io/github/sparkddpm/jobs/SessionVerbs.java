package io.github.sparkddpm.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.session.RequiredSpark;
import io.github.sparkddpm.spark.executor.NativeBackend;
import io.github.sparkddpm.spark.executor.SessionRequirements;
import io.github.sparkddpm.spark.source.RawSource;
import io.github.sparkddpm.spark.weights.Weights;
import java.util.concurrent.Callable;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The verbs in a Spark session that a program has made, as a notebook does.
 *
 * <p>A failure that users can mend is a {@link JobException}, with the exit code and the one line
 * that the command would end with.
 */
public final class SessionVerbs {

  private final SparkSession spark;

  private SessionVerbs(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Takes a session.
   *
   * @throws JobException if it is of a Spark, or has settings, under which the verbs would fail
   */
  public static SessionVerbs in(SparkSession spark) {
    return explained(
        () -> {
          SessionRequirements.requirePlugin(spark.sparkContext());
          SessionRequirements.requireJavaSerialization(spark.sparkContext());
          NativeBackend.check();
          return new SessionVerbs(spark);
        });
  }

  /**
   * Prepares the images of a source, and trains on them.
   *
   * @param source in the place of that of the configuration
   * @return the weights that {@code sample} would draw with
   */
  public Weights fit(RawSource source, RunConfig config) {
    return explained(
        () -> {
          SparkContext context = spark.sparkContext();
          SessionRequirements.requireFixedExecutors(context);
          RunConfig ready = JobCommand.ready(config, spark, true);
          PrepareJob.prepare(() -> source, ready, spark);
          new TrainJob().run(ready, spark);
          return SampleJob.weights(ready, context.hadoopConfiguration());
        });
  }

  /** Returns the qualified path of the run's folder. */
  public String folder(RunConfig config) {
    return Locations.qualified(config.output(), spark.sparkContext().hadoopConfiguration());
  }

  /** Finds the weights that {@code sample} would draw with. */
  public Weights weights(RunConfig config) {
    return explained(
        () ->
            SampleJob.weights(
                JobCommand.ready(config, spark, false),
                spark.sparkContext().hadoopConfiguration()));
  }

  /** Returns all settings that images depend on besides their ids. */
  public JsonNode settings(RunConfig config, Weights weights) {
    return SampleJob.settings(config, weights, spark);
  }

  /** Draws the missing images, and returns the folder of all of them. */
  public String sample(RunConfig config) {
    return explained(
        () -> new SampleJob().run(JobCommand.ready(config, spark, false), spark).get(0));
  }

  /**
   * Does some work.
   *
   * @throws JobException if it fails for a reason that users can mend, or this is another Spark
   */
  public static <T> T explained(Callable<T> work) {
    requireFittingSpark();
    try {
      return work.call();
    } catch (JobException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      Failure failure = Failure.of(e);
      if (e instanceof RuntimeException unexpected && !failure.explained()) {
        throw unexpected;
      }
      throw new JobException(failure.exitCode(), FailureText.oneLine(failure.reason()), e);
    }
  }

  /** Not even a configuration can be read with the libraries of another Spark. */
  private static void requireFittingSpark() {
    RequiredSpark.mismatch()
        .ifPresent(
            why -> {
              throw new JobException(ExitCode.USAGE, why);
            });
  }
}
