package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.ConfigLoader;
import io.github.sparkddpm.jobs.config.LoadedConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.run.Version;
import io.github.sparkddpm.spark.storage.LocalNames;
import io.github.sparkddpm.spark.train.StopRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The base of all verbs: the configuration from the command line, the dry run, signals and exit
 * codes. A verb that needs a Spark session is a {@link JobCommand}.
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
abstract class Verb implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(Verb.class);

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

  @Spec private CommandSpec spec;

  private final StopRequest stop;

  /**
   * Creates a verb.
   *
   * @param stop made by the first signal
   */
  Verb(StopRequest stop) {
    this.stop = stop;
  }

  /** Returns the {@code key=value} arguments. */
  protected abstract List<String> overrides();

  /** Returns whether the verb may use a key; others are not printed. */
  protected boolean uses(String key) {
    return true;
  }

  /**
   * Performs the verb.
   *
   * @return what is printed on the standard output, line by line: paths of results
   * @throws Exception any failure; {@link ExitCode#of} tells which have an exit code of their own
   */
  protected abstract List<String> perform(LoadedConfig loaded) throws Exception;

  /**
   * Returns the lines that a dry run prints after the configuration, each a comment of HOCON.
   *
   * @param hadoop as Spark would configure it
   * @throws Exception as {@link #perform} does
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
      return performed();
    } catch (Error e) { // Picocli hands only exceptions on.
      throw new ExecutionException(e);
    }
  }

  private Integer performed() throws Exception {
    requireUnicodeNames();
    LoadedConfig loaded = ConfigLoader.load(Optional.ofNullable(preset), overrides());
    if (dryRun) {
      return tell(loaded);
    }
    LOG.info("Configuration of {}:\n{}", spec.name(), loaded.render(this::uses));
    StopSignals signals = StopSignals.hear(stop, kept(), spec.commandLine().getErr());
    try {
      perform(loaded).forEach(spec.commandLine().getOut()::println);
      return ExitCode.SUCCESS.number();
    } finally {
      signals.ignore();
    }
  }

  private int tell(LoadedConfig loaded) throws Exception {
    Configuration hadoop = hadoop(loaded.run());
    spec.commandLine().getOut().println(loaded.render(this::uses));
    plan(loaded.run().withPaths(path -> Locations.resolved(path, hadoop)), hadoop)
        .forEach(spec.commandLine().getOut()::println);
    return ExitCode.SUCCESS.number();
  }

  /** Returns how file systems are reached, as Spark would configure it, without a session. */
  static Configuration hadoop(RunConfig config) {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    S3Properties.set(config.s3(), hadoop);
    return hadoop;
  }

  /** Returns the preset's name, such as "digits"; "reference" without a preset. */
  String presetName() {
    return preset == null ? "reference" : preset.getFileName().toString().replace(".conf", "");
  }

  /** Returns the verb's name on the command line. */
  final String name() {
    return spec.name();
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

  boolean verbose() {
    return verbose;
  }
}
