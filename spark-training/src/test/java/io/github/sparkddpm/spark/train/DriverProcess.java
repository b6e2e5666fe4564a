package io.github.sparkddpm.spark.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a driver in a process of its own, with the options of this one. */
final class DriverProcess {

  private DriverProcess() {}

  /** Starts a main class in a folder, where its errors go as well. */
  static Process start(Class<?> main, Path folder, List<String> arguments) throws IOException {
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
            .redirectError(errors(folder).toFile());
    Path home = Files.createDirectories(folder.resolve("home/jars")).getParent();
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    return builder.start();
  }

  /** What it said until it ended well. */
  static List<String> output(Process driver, Path folder) throws Exception {
    try {
      String told = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(driver.waitFor()).as(Files.readString(errors(folder))).isZero();
      return told.lines().toList();
    } finally {
      end(driver);
    }
  }

  static void end(Process driver) {
    driver.descendants().forEach(ProcessHandle::destroyForcibly);
    driver.toHandle().destroyForcibly();
  }

  static Path errors(Path folder) {
    return folder.resolve("errors.txt");
  }
}
