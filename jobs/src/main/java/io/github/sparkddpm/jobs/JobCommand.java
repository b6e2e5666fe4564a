package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.LoadedConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.session.SessionSettings;
import io.github.sparkddpm.jobs.session.YarnStart;
import io.github.sparkddpm.spark.executor.NativeBackend;
import io.github.sparkddpm.spark.train.StopRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Parameters;

/**
 * The base of verbs that compute: the check of the backend, and the Spark session. A verb adds
 * {@link #run}.
 */
abstract class JobCommand extends Verb {

  private static final String MASTER = "spark.master";
  private static final String STOPPED = "Cannot call methods on a stopped SparkContext";
  private static final String STOPPING = "on a running MetricsSystem";
  private static final String NO_CLUSTER =
      "Spark has stopped, as when no cluster answers at %s: its errors above say why; correct"
          + " --master, or start the cluster";

  @Parameters(
      paramLabel = "key=value",
      arity = "0..*",
      description = "Overrides of the preset, the value in HOCON: training.steps=1000.")
  private List<String> overrides = List.of();

  JobCommand() {
    this(new StopRequest());
  }

  /**
   * Creates a verb that may be a part of another one.
   *
   * @param stop made by the first signal
   */
  JobCommand(StopRequest stop) {
    super(stop);
  }

  /**
   * Performs the verb itself.
   *
   * @param config paths fully qualified, so that executors see the same files
   * @param spark closed by the caller
   * @return what is printed on the standard output, line by line: paths of results
   * @throws Exception any failure; {@link ExitCode#of} tells which have an exit code of their own
   */
  protected abstract List<String> run(RunConfig config, SparkSession spark) throws Exception;

  @Override
  protected final List<String> overrides() {
    return overrides;
  }

  @Override
  protected final List<String> perform(LoadedConfig loaded) throws Exception {
    NativeBackend.check();
    try (SparkSession spark = started(loaded.run())) {
      return run(ready(loaded.run(), spark, trains()), spark);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw explained(e);
    }
  }

  /**
   * Makes a session ready for a verb.
   *
   * @param trains whether the verb does, which waits for its executors itself
   * @return the configuration with paths fully qualified, so that executors see the same files
   */
  static RunConfig ready(RunConfig config, SparkSession spark, boolean trains)
      throws InterruptedException {
    // After the session is created, which binds this process to its GPU.
    NativeBackend.load();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    S3Properties.set(config.s3(), hadoop);
    if (!trains) {
      FirstExecutor.await(spark.sparkContext(), config.training().combining().timeout());
    }
    return config.withPaths(path -> Locations.qualified(path, hadoop));
  }

  /**
   * Returns whether the verb trains, for which all executors are needed at once.
   *
   * <p>Other verbs leave it to the site whether executors come and go.
   */
  protected boolean trains() {
    return false;
  }

  private SparkSession session(RunConfig config) {
    return SessionSettings.open(
        "spark-ddpm " + name(), trains() ? Optional.of(config.training()) : Optional.empty());
  }

  private SparkSession started(RunConfig config) throws Exception {
    OptionalInt patience =
        trains() ? OptionalInt.of(config.training().combining().timeout()) : OptionalInt.empty();
    Optional<YarnStart> yarn = YarnStart.watch(new SparkConf(), patience);
    try {
      return session(config);
    } catch (Exception e) { // Spark's SparkException is checked, but not declared.
      throw yarn.flatMap(YarnStart::reason)
          .<Exception>map(why -> new JobException(ExitCode.FAILED, why, e))
          .orElseGet(() -> StartFailures.explain(e));
    } finally {
      yarn.ifPresent(YarnStart::close);
    }
  }

  /**
   * Explains a failure that follows from Spark having stopped by itself. It does so after it has
   * asked a standalone master for a minute, and then fails at whatever comes next. This may happen
   * while the session is created or used.
   */
  private static RuntimeException explained(RuntimeException failure) {
    String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    String master = new SparkConf().get(MASTER, "");
    return said.startsWith(STOPPED) || said.contains(STOPPING)
        ? new JobException(ExitCode.FAILED, NO_CLUSTER.formatted(master), failure)
        : failure;
  }
}
