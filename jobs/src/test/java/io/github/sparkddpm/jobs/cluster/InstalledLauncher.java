package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;

/** The launcher among what has been built, without the sources that it would build anew. */
final class InstalledLauncher {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private final Path home;

  /** Puts it together in a new folder. */
  InstalledLauncher(Path home) throws IOException {
    this.home = home;
    for (String linked : List.of("conf", "deploy/log4j2.xml", "deploy/digits")) {
      link(linked, ROOT.resolve(linked));
    }
    String line = SparkHome.line().equals("3.5") ? "" : "-" + SparkHome.line();
    link("deploy/local/target/spark" + line, SparkHome.HOME);
    link("jobs/target/spark-ddpm.jar", SparkHome.jobJar());
    Files.copy(ROOT.resolve("deploy/spark-ddpm"), home.resolve("deploy/spark-ddpm"));
    Files.createDirectories(home.resolve("target"));
    Files.writeString(home.resolve("target/launcher-maven-options"), "-Ps3\n");
  }

  private void link(String name, Path target) throws IOException {
    Files.createDirectories(home.resolve(name).getParent());
    Files.createSymbolicLink(home.resolve(name), target);
  }

  /** The end of a call, with all that it printed. */
  record Ended(int status, String printed) {

    /** Makes sure that the last line, which says this, is the only error and nothing is a trace. */
    void isError(int expected, String reason) {
      assertThat(printed).doesNotContainPattern("(?m)^\\s+at \\S");
      assertThat(printed.lines().reduce("", (before, line) -> line))
          .as(printed)
          .startsWith("error: ")
          .contains(reason);
      assertThat(printed.lines()).filteredOn(line -> line.startsWith("error: ")).hasSize(1);
      assertThat(status).as(printed).isEqualTo(expected);
    }

    void isGood() {
      assertThat(status).as(printed).isZero();
    }
  }

  /** Calls it in a folder, with these variables beside those of the test. */
  Ended call(Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("deploy/spark-ddpm").toString()));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(home, "call-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SPARK_DDPM_SPARK", SparkHome.line());
    builder.environment().put("SPARK_DRIVER_MEMORY", "1g");
    builder.environment().put("SPARK_DDPM_OFF_HEAP", "2g");
    List.of("SPARK_HOME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE")
        .forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("ends: %s", log).isTrue();
      return new Ended(process.exitValue(), FileUtils.readFileToString(log.toFile(), "UTF-8"));
    } finally {
      process.destroyForcibly();
    }
  }
}
