package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.ConfigLoader;
import io.github.sparkddpm.jobs.config.LoadedConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.config.Secrets;
import io.github.sparkddpm.jobs.run.Version;
import io.github.sparkddpm.spark.executor.EventPlugin;
import io.github.sparkddpm.spark.executor.NativeBackend;
import io.github.sparkddpm.spark.train.TrainingMetricsPlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
 * What all verbs share: the configuration from the command line, the dry run, the check of the
 * backend, the Spark session. A verb adds {@link #run}.
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
      "3:the input data or the feature model is missing, broken or does not fit",
      "4:training diverged (gradients stayed non-finite)",
      "5:the output folder holds another run",
      "6:another process is training the run",
      "7:an output cannot be written: no room, or not allowed",
      "8:training came to its end without having trained"
    },
    footerHeading = "%nExamples:%n")
abstract class JobCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(JobCommand.class);
  private static final String PLUGINS = "spark.plugins";
  private static final String MASTER = "spark.master";
  private static final String STOPPED = "Cannot call methods on a stopped SparkContext";
  private static final String STOPPING = "on a running MetricsSystem";
  private static final String NO_CLUSTER =
      "Spark has stopped, as when no cluster answers at %s: its errors above say why; correct --master, or start the cluster";
  private static final String NO_S3A =
      "Spark has no S3 file system: add org.apache.hadoop:hadoop-aws of its Hadoop version, by"
          + " SPARK_DDPM_MAVEN_OPTIONS=-Ps3 for the local Spark or --spark-conf spark.jars.packages";

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

  /**
   * The verb itself.
   *
   * @param config paths fully qualified, so that executors see the same files
   * @param spark closed by the caller
   * @return what is printed on the standard output, line by line: paths of results
   * @throws Exception any failure; {@link ExitCode#of} tells which have an exit code of their own
   */
  protected abstract List<String> run(RunConfig config, SparkSession spark) throws Exception;

  /**
   * What a dry run says beside the configuration, line by line, each a comment of HOCON.
   *
   * @param hadoop as Spark would configure it
   * @throws Exception as {@link #run} does
   */
  protected List<String> plan(RunConfig config, Configuration hadoop) throws Exception {
    return List.of();
  }

  @Override
  public final Integer call() throws Exception {
    LoadedConfig loaded = ConfigLoader.load(Optional.ofNullable(preset), overrides);
    if (dryRun) {
      return tell(loaded);
    }
    NativeBackend.check();
    LOG.info("Configuration of {}:\n{}", spec.name(), loaded.render());
    try (SparkSession spark = session()) {
      // Not before: the session binds this process to its GPU.
      NativeBackend.load();
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      S3Properties.set(loaded.run().s3(), hadoop);
      List<String> results = run(loaded.run().withPaths(path -> qualified(path, hadoop)), spark);
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
    plan(loaded.run(), hadoop).forEach(spec.commandLine().getOut()::println);
    return ExitCode.SUCCESS.number();
  }

  /** The preset's name, as in "digits"; "reference" without one. */
  String presetName() {
    return preset == null ? "reference" : preset.getFileName().toString().replace(".conf", "");
  }

  private SparkSession session() {
    String plugins = new SparkConf().get(PLUGINS, "");
    String ours = EventPlugin.class.getName() + "," + TrainingMetricsPlugin.class.getName();
    return SparkSession.builder()
        .appName("spark-ddpm " + spec.name())
        .config(PLUGINS, plugins.isEmpty() ? ours : plugins + "," + ours)
        .getOrCreate();
  }

  /**
   * Spark stops by itself when it has asked a standalone master for a minute, be it while the
   * session is made or while it is used, and then fails at whatever comes next.
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

  /** A relative path means the driver's working directory, which executors do not share. */
  private static String qualified(String path, Configuration hadoop) {
    if (Secrets.inUri(path)) {
      throw new JobException(
          ExitCode.USAGE,
          "Cannot use the path %s: credentials in a path end up in logs; give them to Hadoop (see From and to S3 in the README)"
              .formatted(Secrets.maskUserInfo(path)));
    }
    try {
      var location = new org.apache.hadoop.fs.Path(path);
      return location.getFileSystem(hadoop).makeQualified(location).toString();
    } catch (IOException | RuntimeException e) { // Hadoop's of a class that is not there.
      throw new JobException(
          ExitCode.USAGE,
          "Cannot use the path %s: %s".formatted(Secrets.maskUserInfo(path), reason(path, e)),
          e);
    }
  }

  private static String reason(String path, Exception failure) {
    return path.startsWith("s3a:") && failure.getCause() instanceof ClassNotFoundException
        ? NO_S3A
        : failure.getMessage();
  }
}
