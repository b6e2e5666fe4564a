package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.RunConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.spark.sql.SparkSession;

/** One call of the command line, with what it printed and how it ended. */
record Invocation(int status, String out, String err) {

  /** A verb's work, as a test wants it. */
  @FunctionalInterface
  interface Work {
    ExitCode run(RunConfig config, SparkSession spark) throws Exception;
  }

  static Invocation of(String... arguments) {
    return of(
        (config, spark) -> {
          throw new AssertionError("Not to be run");
        },
        arguments);
  }

  static Invocation of(Work work, String... arguments) {
    TrainJob train =
        new TrainJob() {
          @Override
          protected ExitCode run(RunConfig config, SparkSession spark) throws Exception {
            return work.run(config, spark);
          }
        };
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(train)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Invocation(status, out.toString(), err.toString());
  }
}
