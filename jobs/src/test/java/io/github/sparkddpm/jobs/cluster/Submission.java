package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A verb that spark-submit runs, its driver in a process of its own. */
final class Submission implements AutoCloseable {

  private static final String OFF_HEAP =
      "-Dorg.bytedeco.javacpp.maxbytes=2g -Dorg.bytedeco.javacpp.maxphysicalbytes=0";

  private final Process driver;
  private final Path log;

  private Submission(Process driver, Path log) {
    this.driver = driver;
    this.log = log;
  }

  /** Submits a verb and its arguments to run on so many executors; the log is in the folder. */
  static Submission start(Path folder, String master, int executors, List<String> arguments)
      throws IOException {
    return start(folder, master, executors, SparkHome.Extras.NONE, arguments);
  }

  /** The same with something besides. */
  static Submission start(
      Path folder, String master, int executors, SparkHome.Extras extras, List<String> arguments)
      throws IOException {
    return start(folder, master, executors, extras, List.of(), arguments);
  }

  /** The same with properties of Spark, each key=value. */
  static Submission start(
      Path folder,
      String master,
      int executors,
      SparkHome.Extras extras,
      List<String> properties,
      List<String> arguments)
      throws IOException {
    String name = "submission-" + UUID.randomUUID();
    List<String> command =
        new ArrayList<>(
            List.of("org.apache.spark.deploy.SparkSubmit", "--master", master, "--class"));
    command.add("io.github.sparkddpm.jobs.Main");
    for (String property :
        List.of(
            "spark.ui.enabled=false",
            "spark.driver.host=127.0.0.1",
            "spark.cores.max=" + executors,
            "spark.executor.memory=768m",
            "spark.executor.extraJavaOptions="
                + OFF_HEAP
                + " "
                + String.join(" ", SparkHome.shortLived()))) {
      command.addAll(List.of("--conf", property));
    }
    for (String property : properties) {
      command.addAll(List.of("--conf", property));
    }
    if (!extras.jars().isEmpty()) {
      command.addAll(List.of("--conf", "spark.executor.extraClassPath=" + extras.classpath()));
    }
    command.add(SparkHome.jobJar().toString());
    command.addAll(arguments);
    List<String> options = new ArrayList<>(List.of("-Xmx512m"));
    options.addAll(List.of(OFF_HEAP.split(" ", -1)));
    options.add("-Dlog4j2.configurationFile=" + Path.of("../deploy/log4j2.xml").toAbsolutePath());
    Process driver =
        SparkHome.start(folder, name + ".log", extras, options, command.toArray(String[]::new));
    return new Submission(driver, folder.resolve(name + ".log"));
  }

  /** Waits for a file that the run writes. */
  Submission awaitFile(Path file) {
    return await(file.toString(), () -> file.toFile().exists());
  }

  /** Waits for something that the run does. */
  Submission await(String what, BooleanSupplier done) {
    StandaloneCluster.await(
        what + ", of " + log,
        () -> {
          assertThat(driver.isAlive()).as("still running: %s", log()).isTrue();
          return Optional.of(what).filter(any -> done.getAsBoolean());
        });
    return this;
  }

  /** Sends a signal, such as TERM. */
  Submission signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(driver.pid())).start().waitFor();
    return this;
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    driver.destroyForcibly().waitFor();
  }

  /** Waits for the end. */
  int status() throws InterruptedException {
    assertThat(driver.waitFor(180, TimeUnit.SECONDS)).as("ends: %s", log()).isTrue();
    return driver.exitValue();
  }

  /** The line that says why it failed. */
  String error() {
    return log()
        .lines()
        .filter(line -> line.startsWith("error: "))
        .collect(Collectors.joining("\n"));
  }

  /** Returns all that the process has printed, log and results. */
  String log() {
    return StandaloneCluster.read(log).orElse("");
  }

  @Override
  public void close() {
    driver.destroyForcibly();
  }
}
