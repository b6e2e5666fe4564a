package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.spark.data.PreparedDataset;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts {@link ClusterRun}.
 *
 * @param folder where its log and its Spark's files go
 * @param master of its Spark
 * @param round steps of a round of DL4J's ways
 */
public record DriverProcess(
    Path folder, String master, PreparedDataset dataset, CombineMode mode, int round) {

  /** The driver's log. */
  public static final String ERRORS = "errors.txt";

  /**
   * How it ended.
   *
   * @param told the lines of its output
   */
  public record End(int exit, List<String> told) {}

  /** Runs it to its end. */
  public End run(Path output, int steps, int killAt) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command(output, steps, killAt))
            .directory(folder.toFile())
            .redirectError(folder.resolve(ERRORS).toFile());
    Path home = Files.createDirectories(folder.resolve("home/jars")).getParent();
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    Process driver = builder.start();
    try {
      String told = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new End(driver.waitFor(), told.lines().toList());
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
    }
  }

  private List<String> command(Path output, int steps, int killAt) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            ClusterRun.class.getName(),
            master,
            dataset.folder(),
            output.toString(),
            Integer.toString(steps),
            Integer.toString(killAt),
            mode.name(),
            Integer.toString(round)));
    return command;
  }
}
