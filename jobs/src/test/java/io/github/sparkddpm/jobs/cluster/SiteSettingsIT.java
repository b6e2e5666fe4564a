package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkddpm.jobs.TinyNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs on a standalone master with two workers whose site has settings that clusters like and that
 * do not suit a training, and whose machines come and go.
 */
@Timeout(600)
class SiteSettingsIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STEPS = 60;

  private static final List<String> SITE =
      List.of(
          "spark.serializer=org.apache.spark.serializer.KryoSerializer",
          "spark.kryo.registrationRequired=true",
          "spark.executor.cores=1",
          "spark.dynamicAllocation.enabled=true",
          "spark.dynamicAllocation.executorIdleTimeout=2s",
          "spark.dynamicAllocation.maxExecutors=2",
          "spark.scheduler.maxRegisteredResourcesWaitingTime=4s");

  @TempDir private static Path folder;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new StandaloneCluster(folder, 2);
    succeed("prepare", folder.resolve("prepare"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void nothingElseRuns() {
    cluster.awaitIdle();
  }

  @Test
  void allVerbsRunUnderKryoAndDynamicAllocation() throws Exception {
    Path run = folder.resolve("run");
    String log = succeed("train", run, "training.steps=" + STEPS);
    assertThat(log)
        .containsOnlyOnce("spark.serializer is set to org.apache.spark.serializer.JavaSerializer")
        .containsOnlyOnce(
            "spark.dynamicAllocation.enabled is switched off, for a training holds its executors"
                + " from start to end: spark.executor.instances = 2,"
                + " from spark.dynamicAllocation.maxExecutors");
    assertThat(workers(run)).containsExactly(2);
    assertThat(succeed("sample", run)).doesNotContain("is switched off");
    succeed("evaluate", run);

    assertThat(
            succeed(
                "train",
                run,
                "training.steps=64",
                "training.learning-rate=0.0005",
                "training.workers=1"))
        .contains(
            "This run had other values before: training.steps = 64 (was 60),"
                + " training.learning-rate = 5.0E-4 (was ")
        .contains("training.workers = 1 (was \"auto\")");
  }

  /** Pictures make each step slow enough for machines to come and go, and change nothing. */
  @Test
  void aTrainingGoesOnWithoutAMachineThatIsLostAndTakesUpOneThatComes() throws Exception {
    Path changing = folder.resolve("changing");
    try (Submission train =
        submit(
            "train",
            changing,
            "training.steps=100000",
            "training.log-every=1",
            "training.grid-every=1",
            "training.grid-images=32",
            "training.grid-steps=10")) {
      train.await("a step after a checkpoint", () -> steps(changing).contains(7));
      cluster.loseMachine();
      train.await("the other machine alone", () -> workers(changing).equals(List.of(2, 1)));
      cluster.addMachine();
      train.await("the new machine", () -> workers(changing).equals(List.of(2, 1, 2)));
      int before = steps(changing).size();
      train.await("steps of both", () -> steps(changing).size() > before + 5).signal("TERM");

      assertThat(train.status()).as(train.log()).isEqualTo(9);
      assertThat(train.log())
          .containsOnlyOnce("Going on with 1 of 2 workers: no more executors came within 4 s; ")
          .containsOnlyOnce(
              "with a checkpoint: 2 workers instead of 1 go on, because executors have come")
          .containsPattern("Resuming after step \\d+ of 100000 on 1 worker\\R")
          .containsPattern("Resuming after step \\d+ of 100000 on 2 workers\\R");
    }
    List<JsonNode> attempts = lines(changing, "attempts.jsonl");
    assertThat(attempts)
        .extracting(line -> line.path("what").asText())
        .containsExactly("started", "failed", "started", "stopped", "started", "stopped");
    List<Integer> after = attempts.stream().map(line -> line.path("step").asInt()).toList();
    assertThat(after.get(1) - after.get(2)).as("steps that are trained again").isBetween(0, 4);
    assertThat(after.get(4)).as("step after which the new machine trains").isEqualTo(after.get(3));
    int steps = after.get(5);
    assertThat(steps(changing))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, steps).boxed().toList());

    Path alone = folder.resolve("alone");
    succeed("train", alone, "training.steps=" + steps, "training.workers=1");
    assertThat(
            TrainedParameters.of(checkpoint(changing, steps))
                .relativeDistance(TrainedParameters.of(checkpoint(alone, steps))))
        .as("relative distance after %s steps", steps)
        .isLessThan(1e-5);
  }

  /** Returns how many workers began, each time that some did. */
  private static List<Integer> workers(Path run) {
    return lines(run, "attempts.jsonl").stream()
        .filter(line -> line.has("workers"))
        .map(line -> line.path("workers").asInt())
        .toList();
  }

  /** Returns the steps that count so far, once for each time that they are in the metrics. */
  private static List<Integer> steps(Path run) {
    return lines(run, "metrics.jsonl").stream()
        .filter(line -> line.has("loss"))
        .map(line -> line.path("step").asInt())
        .toList();
  }

  private static List<JsonNode> lines(Path run, String file) {
    try {
      List<JsonNode> lines = new ArrayList<>();
      for (String line : StandaloneCluster.read(run.resolve(file)).orElse("").lines().toList()) {
        lines.add(JSON.readTree(line));
      }
      return lines;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path checkpoint(Path run, int step) {
    return run.resolve(String.format(Locale.ROOT, "checkpoints/step-%09d", step));
  }

  private static String succeed(String verb, Path run, String... overrides) throws Exception {
    try (Submission submission = submit(verb, run, overrides)) {
      assertThat(submission.status()).as(submission.log()).isZero();
      return submission.log();
    }
  }

  private static Submission submit(String verb, Path run, String... overrides) throws IOException {
    List<String> common =
        List.of(
            "data.source-images=" + FewDigits.images(folder),
            "data.source-labels=" + FewDigits.labels(folder),
            "data.prepared=" + folder.resolve("prepared"),
            "output=" + run,
            "training.threads=1",
            "training.batch-size=8",
            "training.warmup-steps=0",
            "training.checkpoint-every=4",
            "training.held-out=8",
            "training.timeout=60",
            "sampling.images=6",
            "sampling.steps=0",
            "sampling.partitions=2",
            "sampling.grid-columns=3",
            "evaluate.features.allow-few=true");
    return Submission.start(
        Files.createDirectories(run),
        cluster.url(),
        2,
        SparkHome.Extras.NONE,
        SITE,
        TinyNetwork.command(verb, common, overrides));
  }
}
