package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.config.RunConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** One call of the command line, with what it printed and how it ended. */
record Invocation(int status, String out, String err) {

  /** A verb's work, as a test wants it. */
  @FunctionalInterface
  interface Work {
    List<String> run(RunConfig config, SparkSession spark) throws Exception;
  }

  @Command(name = "test")
  private static final class TestJob extends JobCommand {

    private final Work work;

    private TestJob(Work work) {
      this.work = work;
    }

    @Override
    protected String kept() {
      return "nothing is kept";
    }

    @Override
    protected List<String> run(RunConfig config, SparkSession spark) throws Exception {
      return work.run(config, spark);
    }
  }

  /** Calls the real verbs. */
  static Invocation of(String... arguments) {
    return of(Main.commandLine(), arguments);
  }

  /** Calls the verb "test", which does this work. */
  static Invocation of(Work work, String... arguments) {
    return of(Main.commandLine(new TestJob(work)), arguments);
  }

  /** Asserts that the call ended with a status and one line that explains it. */
  void assertEnds(int expected, String reason) {
    assertThat(err.lines())
        .singleElement()
        .asString()
        .startsWith("error: ")
        .doesNotContain("error: unexpected")
        .contains(reason);
    assertThat(status).isEqualTo(expected);
  }

  private static Invocation of(CommandLine line, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    return new Invocation(status, out.toString(), err.toString());
  }
}
