package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.run.Version;
import io.github.sparkddpm.jobs.session.RequiredSpark;
import io.github.sparkddpm.jobs.session.YarnContainer;
import java.io.PrintWriter;
import java.util.Locale;
import org.apache.spark.SparkUserAppException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The entry point that spark-submit calls. */
@Command(
    name = "spark-ddpm",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Denoising diffusion probabilistic models, trained and sampled on Apache Spark.",
    synopsisSubcommandLabel = "VERB",
    footer = "%nspark-ddpm VERB --help explains a verb, with examples.")
public final class Main {

  private static final int HELP_COLUMNS = 100;

  private Main() {}

  /**
   * Runs the verb that the arguments name.
   *
   * @throws SparkUserAppException in a container of YARN's, if the verb failed
   */
  public static void main(String[] arguments) throws SparkUserAppException {
    // Pictures are drawn on machines with a screen too, without it.
    System.setProperty("java.awt.headless", "true");
    // Our code names its locale; the libraries that write numbers, as on charts and bars, do not.
    Locale.setDefault(Locale.ROOT);
    StopSignals.install();
    int status = RequiredSpark.mismatch().map(Main::refuse).orElseGet(() -> execute(arguments));
    // On YARN an exit by System.exit counts as a failure, whatever the status.
    if (status != 0 && YarnContainer.isThis()) {
      throw YarnContainer.failure(status);
    }
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  private static int refuse(String why) {
    System.err.println("error: " + why);
    return ExitCode.USAGE.number();
  }

  /** The command line with all verbs. */
  static CommandLine commandLine() {
    return commandLine(
        new DemoJob(),
        new PrepareJob(),
        new TrainJob(),
        new SampleJob(),
        new EvaluateJob(),
        new ExportJob(),
        new CompareJob(),
        new BenchJob());
  }

  /** The command line with these verbs. */
  static CommandLine commandLine(Verb... verbs) {
    CommandLine line = new CommandLine(new Main());
    for (Verb verb : verbs) {
      line.addSubcommand(verb);
    }
    return line.setUsageHelpWidth(HELP_COLUMNS)
        .setParameterExceptionHandler(Main::reportUsage)
        .setExecutionExceptionHandler(Main::report);
  }

  private static int reportUsage(ParameterException wrong, String[] arguments) {
    CommandLine line = wrong.getCommandLine();
    line.getErr()
        .printf(
            "error: %s (see %s --help)%n",
            FailureText.oneLine(wrong), line.getCommandSpec().qualifiedName());
    return ExitCode.USAGE.number();
  }

  private static int report(Exception thrown, CommandLine line, ParseResult result) {
    Verb verb = line.getCommand();
    PrintWriter err = line.getErr();
    if (verb.verbose()) {
      err.print(FailureText.trace(thrown));
    }
    Failure failure = Failure.of(thrown);
    boolean stopped = failure.exitCode() == ExitCode.STOPPED;
    err.println((stopped ? "" : "error: ") + failure.message(verb.verbose()));
    return failure.exitCode().number();
  }
}
