package io.github.sparkddpm.spark.train;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a driver in a process of its own, with the options of this one. */
public final class DriverProcess {

  /** The driver's log, in its folder. */
  public static final String ERRORS = "errors.txt";

  private DriverProcess() {}

  /**
   * The end of a process.
   *
   * @param told the lines of its output
   */
  public record End(int exit, List<String> told) {}

  /** Starts a main class in a folder, where its log goes as well. */
  public static Process start(Class<?> main, Path folder, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX"))
        .forEach(command::add);
    command.addAll(
        List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve(ERRORS).toFile());
    Path home = Files.createDirectories(folder.resolve("home/jars")).getParent();
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    return builder.start();
  }

  /** Runs a main class to its end. */
  public static End run(Class<?> main, Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    Process driver = start(main, folder, arguments);
    try {
      String told = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new End(driver.waitFor(), told.lines().toList());
    } finally {
      end(driver);
    }
  }

  /** Kills it and its executors. */
  public static void end(Process driver) {
    driver.descendants().forEach(ProcessHandle::destroyForcibly);
    driver.toHandle().destroyForcibly();
  }
}
