package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.ConfigLoader;
import io.github.sparkddpm.jobs.config.LoadedConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.run.Version;
import io.github.sparkddpm.jobs.session.SessionSettings;
import io.github.sparkddpm.jobs.session.YarnStart;
import io.github.sparkddpm.spark.executor.NativeBackend;
import io.github.sparkddpm.spark.storage.LocalNames;
import io.github.sparkddpm.spark.train.StopRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The base of all verbs: the configuration from the command line, the dry run, the check of the
 * backend, and the Spark session. A verb adds {@link #run}.
 */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    parameterListHeading = "%nConfiguration:%n",
    optionListHeading = "%nOptions (see spark-ddpm --help for those of the launcher):%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:the run failed: the last lines of the log say why",
      "2:the command line or the configuration is wrong",
      "3:the input data, weights or the feature model are missing, broken or do not fit",
      "4:training diverged (gradients stayed non-finite)",
      "5:the output folder holds another run",
      "6:another process is training the run",
      "7:an output cannot be written: no room, or not allowed",
      "8:training came to its end without having trained",
      "9:stopped by a signal (SIGTERM, Ctrl-C), all that was done is kept: the same command goes on"
    },
    footerHeading = "%nExamples:%n")
abstract class JobCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(JobCommand.class);
  private static final String MASTER = "spark.master";
  private static final String STOPPED = "Cannot call methods on a stopped SparkContext";
  private static final String STOPPING = "on a running MetricsSystem";
  private static final String NO_CLUSTER =
      "Spark has stopped, as when no cluster answers at %s: its errors above say why; correct"
          + " --master, or start the cluster";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A preset such as conf/digits.conf. Without one, reference.conf holds.")
  private Path preset;

  @Option(
      names = "--dry-run",
      description = "Print the configuration as it would be used, secrets masked, and stop.")
  private boolean dryRun;

  @Option(names = "--verbose", description = "Print the stack trace of every error.")
  private boolean verbose;

  @Parameters(
      paramLabel = "key=value",
      arity = "0..*",
      description = "Overrides of the preset, the value in HOCON: training.steps=1000.")
  private List<String> overrides = List.of();

  @Spec private CommandSpec spec;

  private final StopRequest stop;

  JobCommand() {
    this(new StopRequest());
  }

  /**
   * Creates a verb that may be a part of another one.
   *
   * @param stop made by the first signal
   */
  JobCommand(StopRequest stop) {
    this.stop = stop;
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

  /**
   * Returns the lines that a dry run prints after the configuration, each a comment of HOCON.
   *
   * @param hadoop as Spark would configure it
   * @throws Exception as {@link #run} does
   */
  protected List<String> plan(RunConfig config, Configuration hadoop) throws Exception {
    return List.of();
  }

  /**
   * Returns the end of a sentence about a verb that a signal ended: what is kept, and what the same
   * command then does. A verb that trains says it by itself.
   */
  protected abstract String kept();

  /**
   * Returns the request that this verb end. Only verbs that train look at it; a signal ends all
   * others.
   */
  final StopRequest stop() {
    return stop;
  }

  @Override
  public final Integer call() throws Exception {
    try {
      return perform();
    } catch (Error e) { // Picocli hands only exceptions on.
      throw new ExecutionException(e);
    }
  }

  private Integer perform() throws Exception {
    requireUnicodeNames();
    LoadedConfig loaded = ConfigLoader.load(Optional.ofNullable(preset), overrides);
    if (dryRun) {
      return tell(loaded);
    }
    NativeBackend.check();
    LOG.info("Configuration of {}:\n{}", spec.name(), loaded.render());
    StopSignals signals = StopSignals.hear(stop, kept(), spec.commandLine().getErr());
    try {
      return run(loaded);
    } finally {
      signals.ignore();
    }
  }

  private Integer run(LoadedConfig loaded) throws Exception {
    try (SparkSession spark = started(loaded.run())) {
      // After the session is created, which binds this process to its GPU.
      NativeBackend.load();
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      S3Properties.set(loaded.run().s3(), hadoop);
      if (!trains()) {
        FirstExecutor.await(spark.sparkContext(), loaded.run().training().combining().timeout());
      }
      List<String> results =
          run(loaded.run().withPaths(path -> Locations.qualified(path, hadoop)), spark);
      results.forEach(spec.commandLine().getOut()::println);
      return ExitCode.SUCCESS.number();
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw explained(e);
    }
  }

  private int tell(LoadedConfig loaded) throws Exception {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    S3Properties.set(loaded.run().s3(), hadoop);
    spec.commandLine().getOut().println(loaded.render());
    plan(loaded.run().withPaths(path -> Locations.resolved(path, hadoop)), hadoop)
        .forEach(spec.commandLine().getOut()::println);
    return ExitCode.SUCCESS.number();
  }

  /** Returns the preset's name, such as "digits"; "reference" without a preset. */
  String presetName() {
    return preset == null ? "reference" : preset.getFileName().toString().replace(".conf", "");
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
    OptionalInt workers =
        trains() ? OptionalInt.of(config.training().combining().workers()) : OptionalInt.empty();
    return SessionSettings.open("spark-ddpm " + spec.name(), workers);
  }

  /**
   * Ensures that file names are in Unicode. In another encoding they would be changed, and some
   * would become equal.
   */
  private static void requireUnicodeNames() {
    if (!LocalNames.areUnicode()) {
      throw new JobException(
          ExitCode.USAGE,
          "This process has file names in %s, which loses letters such as those of 猫: start it with LC_ALL=C.UTF-8, as the launcher deploy/spark-ddpm does"
              .formatted(LocalNames.charset()));
    }
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

  boolean verbose() {
    return verbose;
  }
}
