package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that spark-submit starts on a standalone master with four workers. */
@Tag(SparkHome.BOTH_LINES)
@Timeout(300)
class ClusterIT {

  private static final int STEPS = 12;
  private static final List<String> STATE =
      List.of("model.safetensors", "ema.safetensors", "optimizer.safetensors");

  @TempDir private static Path shared;
  private static StandaloneCluster cluster;
  private static Path uninterrupted;

  @TempDir private Path output;

  @BeforeAll
  static void trainWithoutInterruption() throws Exception {
    cluster = new StandaloneCluster(shared, 4);
    uninterrupted = shared.resolve("uninterrupted");
    succeed(
        "prepare",
        1,
        uninterrupted,
        "data.source-images=" + FewDigits.images(shared),
        "data.source-labels=" + FewDigits.labels(shared));
    succeed("train", 2, uninterrupted);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void nothingElseRuns() {
    cluster.awaitIdle();
  }

  @ParameterizedTest
  @CsvSource({"4, within an epoch", "5, at its end", "6, after it"})
  void aRunWhoseDriverIsKilledAndThatIsResumedEndsBitForBitAsOneThatNeverStopped(
      int step, String where) throws Exception {
    try (Submission killed = train(2, output, "training.checkpoint-every=" + step)) {
      killed.awaitFile(manifest(output, step)).kill();
    }
    String log = succeed("train", 2, output, "training.checkpoint-every=" + step);

    assertThat(log)
        .as(where)
        .containsPattern("Resuming after step (%s|%s) of".formatted(step, 2 * step));
    assertSameStateAsUninterrupted();
  }

  @Test
  void aRunThatLosesAnExecutorEndsBitForBitAsOneThatWasLeftAlone() throws Exception {
    try (Submission train = train(2, output, "training.checkpoint-every=4")) {
      train.awaitFile(manifest(output, 4));
      cluster.killExecutor();

      assertThat(train.status()).as(train.log()).isZero();
      assertThat(train.log())
          .containsPattern(
              "WARN  Restarts: Worker \\d on executor \\d \\(.+\\) failed: the executor was lost: .+: restarting")
          .containsPattern("Resuming after step [48] of 12");
    }
    assertSameStateAsUninterrupted();
  }

  @Test
  void oneTwoAndFourWorkersTrainTheSameNetwork() throws Exception {
    TrainedParameters one = parametersAfter50Steps(1);
    for (int workers : new int[] {2, 4}) {
      assertThat(parametersAfter50Steps(workers).relativeDistance(one))
          .as("relative distance on %d workers", workers)
          .isLessThan(1e-5);
    }
  }

  @Test
  void aTruncatedCheckpointIsPassedOverNamingTheFileAndTheRunEndsTheSame() throws Exception {
    succeed("train", 2, output, "training.checkpoint-every=4", "training.steps=8");
    Path damaged = manifest(output, 8).resolveSibling("ema.safetensors");
    Files.write(damaged, Files.readAllBytes(manifest(output, 8)));
    String log = succeed("train", 2, output, "training.checkpoint-every=4");

    assertThat(log)
        .contains("Resuming after step 4 of 12")
        .containsPattern("WARN .*step-000000008.*ema.safetensors");
    assertSameStateAsUninterrupted();
  }

  @Test
  void aShardThatVanishedEndsTheRunNamingIt() throws Exception {
    Path copy = output.resolve("prepared");
    copy(shared.resolve("prepared"), copy);
    Files.delete(copy.resolve("shards/shard-00001.parquet"));
    try (Submission train = train(2, output.resolve("run"), "data.prepared=" + copy)) {
      assertThat(train.status()).as(train.log()).isEqualTo(3);
      assertThat(train.log().lines().filter(line -> line.startsWith("error: ")))
          .singleElement()
          .asString()
          .contains("shard-00001.parquet");
    }
    assertThat(output.resolve("run/checkpoints")).doesNotExist();
  }

  private static String succeed(String verb, int workers, Path output, String... overrides)
      throws Exception {
    try (Submission submission = submit(verb, workers, output, overrides)) {
      assertThat(submission.status()).as(submission.log()).isZero();
      return submission.log();
    }
  }

  private static Submission train(int workers, Path output, String... overrides)
      throws IOException {
    return submit("train", workers, output, overrides);
  }

  private static Submission submit(String verb, int workers, Path output, String... overrides)
      throws IOException {
    Stream<String> common =
        Stream.of(
            verb,
            "--config",
            Path.of("../conf/digits.conf").toAbsolutePath().toString(),
            "output=" + output,
            "data.prepared=" + shared.resolve("prepared"),
            "data.shards=2",
            "network.base-channels=16",
            "network.multipliers=[1, 2]",
            "network.attention-resolutions=[]",
            "training.workers=" + workers,
            "training.threads=1",
            "training.batch-size=8",
            "training.warmup-steps=0",
            "training.log-every=5",
            "training.held-out=0",
            "training.timeout=60",
            "training.steps=" + STEPS);
    return Submission.start(
        Files.createDirectories(output),
        cluster.url(),
        workers,
        Stream.concat(common, Stream.of(overrides)).toList());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void assertSameStateAsUninterrupted() {
    for (String file : STATE) {
      assertThat(manifest(output, STEPS).resolveSibling(file))
          .hasSameBinaryContentAs(manifest(uninterrupted, STEPS).resolveSibling(file));
    }
  }

  private static Path manifest(Path run, int step) {
    return run.resolve(String.format(Locale.ROOT, "checkpoints/step-%09d/checkpoint.json", step));
  }

  private TrainedParameters parametersAfter50Steps(int workers) throws Exception {
    Path run = output.resolve("workers-" + workers);
    succeed("train", workers, run, "training.steps=50");
    return TrainedParameters.of(manifest(run, 50).getParent());
  }
}
