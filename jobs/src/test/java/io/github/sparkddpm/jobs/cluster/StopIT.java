package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Drivers of spark-submit that get signals, in one process and with executors. */
@Timeout(300)
class StopIT {

  private static final Pattern STOPPED =
      Pattern.compile(
          "(?m)^Stopped by SIG\\w+ after step (\\d+) of 100000, whose checkpoint is written: the same command resumes there$");
  private static final List<String> STATE =
      List.of("model.safetensors", "ema.safetensors", "optimizer.safetensors");

  @TempDir private static Path shared;
  private static StandaloneCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() throws Exception {
    cluster = new StandaloneCluster(shared, 2);
    try (Submission prepare = submit("prepare", "local[2]", shared)) {
      assertThat(prepare.status()).as(prepare.log()).isZero();
    }
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @ParameterizedTest
  @CsvSource({"local, TERM", "local, INT", "standalone, TERM"})
  void aRunThatWasStoppedAndResumedEndsBitForBitAsOneThatNeverStopped(String where, String signal)
      throws Exception {
    String master = where.equals("local") ? "local[2]" : cluster.url();
    Path stopped = folder.resolve("stopped");
    int step;
    try (Submission train = train(master, stopped, 100_000)) {
      train.awaitFile(stopped.resolve("attempts.jsonl")).signal(signal);
      assertThat(train.status()).as(train.log()).isEqualTo(9);
      MatchResult said = STOPPED.matcher(train.log()).results().findFirst().orElseThrow();
      step = Integer.parseInt(said.group(1));
      assertThat(train.log().lines()).last().isEqualTo(said.group());
      assertQuiet(train);
    }
    assertThat(stopped.resolve("run.lock")).doesNotExist();
    assertThat(Files.readString(stopped.resolve("report.html")))
        .contains("Stopped after step " + step);
    assertThat(succeed(train(master, stopped, step + 20)))
        .contains("Resuming after step %s of".formatted(step));
    succeed(train(master, folder.resolve("alone"), step + 20));
    assertSameState(stopped, folder.resolve("alone"), step + 20);
  }

  @Tag(SparkHome.BOTH_LINES)
  @Test
  void aSecondSignalEndsTheRunAtOnce() throws Exception {
    try (Submission train = train("local[2]", folder, 100_000)) {
      train.awaitFile(folder.resolve("attempts.jsonl")).signal("TERM");
      train.await("the first", () -> train.log().contains(": ends after the step")).signal("TERM");
      assertThat(train.status()).as(train.log()).isEqualTo(143);
      assertThat(train.log()).contains("error: Ended at once by a second signal, SIGTERM");
      assertQuiet(train);
    }
    assertThat(folder.resolve("run.lock")).doesNotExist();
  }

  @Tag(SparkHome.BOTH_LINES)
  @Test
  void imagesThatWereRecordedBeforeASignalAreNotDrawnAgain() throws Exception {
    succeed(train("local[2]", folder, 2));
    try (Submission sample = sample()) {
      sample.await("a unit", () -> hasFiles(folder.resolve("samples/_units"))).signal("INT");
      assertThat(sample.status()).as(sample.log()).isEqualTo(9);
      assertThat(sample.log().lines())
          .last()
          .isEqualTo(
              "Stopped by SIGINT: the images recorded so far are kept, and the same command draws the rest");
      assertQuiet(sample);
    }
    assertThat(succeed(sample())).containsPattern("[1-9]\\d* were there before");
  }

  @Tag(SparkHome.BOTH_LINES)
  @ParameterizedTest
  @CsvSource({"prepare, TERM", "evaluate, INT"})
  void otherVerbsEndWithOneLine(String verb, String signal) throws Exception {
    succeed(train("local[2]", folder, 2));
    try (Submission submission =
        submit(verb, "local[2]", folder, "data.prepared=" + folder.resolve("prepared"))) {
      submission
          .await("its beginning", () -> submission.log().contains("Configuration of"))
          .signal(signal);
      assertThat(submission.status()).as(submission.log()).isEqualTo(9);
      assertThat(submission.log().lines()).last().asString().startsWith("Stopped by SIG" + signal);
      assertQuiet(submission);
    }
  }

  private static boolean hasFiles(Path folder) {
    try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
      return files.findAny().isPresent();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** No stack trace, and nothing of what ends under Spark's hands. */
  private static void assertQuiet(Submission submission) {
    assertThat(submission.log()).doesNotContain("\tat ", "Exception", "ERROR");
  }

  private static void assertSameState(Path one, Path other, int step) {
    for (String file : STATE) {
      String name = String.format(Locale.ROOT, "checkpoints/step-%09d/%s", step, file);
      assertThat(one.resolve(name)).hasSameBinaryContentAs(other.resolve(name));
    }
  }

  private Submission sample() throws IOException {
    return submit(
        "sample",
        "local[2]",
        folder,
        "sampling.images=96",
        "sampling.images-per-unit=4",
        "sampling.batch-size=4",
        "sampling.steps=20");
  }

  private static String succeed(Submission submission) throws Exception {
    try (submission) {
      assertThat(submission.status()).as(submission.log()).isZero();
      return submission.log();
    }
  }

  private static Submission train(String master, Path output, int steps) throws IOException {
    return submit("train", master, output, "training.steps=" + steps);
  }

  private static Submission submit(String verb, String master, Path output, String... overrides)
      throws IOException {
    Stream<String> common =
        Stream.of(
            verb,
            "--config",
            Path.of("../conf/digits.conf").toAbsolutePath().toString(),
            "output=" + output,
            "data.source-images=" + FewDigits.images(shared),
            "data.source-labels=" + FewDigits.labels(shared),
            "data.prepared=" + shared.resolve("prepared"),
            "data.shards=2",
            "network.base-channels=16",
            "network.multipliers=[1, 2]",
            "network.attention-resolutions=[]",
            "training.workers=2",
            "training.threads=1",
            "training.batch-size=8",
            "training.warmup-steps=0",
            "training.checkpoint-every=50000",
            "training.held-out=8",
            "training.timeout=60");
    return Submission.start(
        Files.createDirectories(output),
        master,
        2,
        Stream.concat(common, Stream.of(overrides)).toList());
  }
}
