package io.github.sparkddpm.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Spark master and workers of a core each, in processes of their own. */
final class StandaloneCluster implements AutoCloseable {

  private static final Pattern URL = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final List<Process> workers = new ArrayList<>();
  private final Process master;
  private final String url;

  StandaloneCluster(Path folder, int workers) throws IOException {
    this.folder = folder;
    master =
        SparkHome.start(
            folder,
            "master.log",
            List.of("-Xmx256m"),
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0");
    url = await("the master's address", this::findUrl);
    for (int i = 0; i < workers; i++) {
      this.workers.add(startWorker(i));
    }
  }

  private Process startWorker(int index) throws IOException {
    return SparkHome.start(
        folder,
        "worker-%s.log".formatted(index),
        List.of("-Xmx256m"),
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--webui-port",
        "0",
        "--cores",
        "1",
        "--memory",
        "2g",
        "--work-dir",
        folder.resolve("work-" + index).toString(),
        url);
  }

  private Optional<String> findUrl() {
    return read(folder.resolve("master.log"))
        .map(URL::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1));
  }

  String url() {
    return url;
  }

  /** Kills one of the executors there are, which Spark then replaces. */
  void killExecutor() {
    await("an executor", () -> executors().findFirst()).destroyForcibly();
  }

  /** Ends a worker on which an executor runs, and that, as when a machine is lost for good. */
  void loseMachine() {
    Process lost =
        await(
            "an executor",
            () -> workers.stream().filter(w -> w.children().count() > 0).findFirst());
    List<ProcessHandle> executors = lost.descendants().toList();
    lost.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /** Starts a further worker, as when a machine is added. */
  void addMachine() throws IOException {
    workers.add(startWorker(workers.size()));
  }

  /** Waits until the executors of a run that has ended have noticed. */
  void awaitIdle() {
    await("the executors' end", () -> Optional.of(url).filter(any -> executors().count() == 0));
  }

  private Stream<ProcessHandle> executors() {
    return workers.stream().flatMap(Process::children);
  }

  /** Waits until something is there. */
  static <T> T await(String what, Supplier<Optional<T>> look) {
    long start = System.nanoTime();
    Optional<T> found = look.get();
    while (found.isEmpty()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IllegalStateException("Waited in vain for " + what);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      found = look.get();
    }
    return found.get();
  }

  /** The text of a file, if it is there. */
  static Optional<String> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (Process worker : workers) {
      worker.descendants().forEach(ProcessHandle::destroyForcibly);
      worker.destroyForcibly();
    }
    master.destroyForcibly();
  }
}
