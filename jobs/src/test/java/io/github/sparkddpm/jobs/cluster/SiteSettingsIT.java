package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.TinyNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs on a standalone master with two workers whose site has settings that clusters like and that
 * do not suit a training.
 */
@Timeout(600)
class SiteSettingsIT {

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
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void allVerbsRunUnderKryoAndDynamicAllocationAndATrainingOutlivesAMachine() throws Exception {
    Path run = folder.resolve("run");
    succeed("prepare", run);
    String log = succeed("train", run, "training.steps=" + STEPS);
    assertThat(log)
        .containsOnlyOnce("spark.serializer is set to org.apache.spark.serializer.JavaSerializer")
        .containsOnlyOnce(
            "spark.dynamicAllocation.enabled is switched off, for a training holds its executors"
                + " from start to end: spark.executor.instances = 2,"
                + " from spark.dynamicAllocation.maxExecutors");
    assertThat(attempts(run)).singleElement().asString().contains("\"workers\":2");
    assertThat(succeed("sample", run)).doesNotContain("is switched off");
    succeed("evaluate", run);

    Path bereft = folder.resolve("bereft");
    try (Submission train = submit("train", bereft, "training.steps=" + STEPS)) {
      train.awaitFile(checkpoint(bereft, 4).resolve("checkpoint.json"));
      cluster.loseMachine();

      assertThat(train.status()).as(train.log()).isZero();
      assertThat(train.log())
          .containsOnlyOnce(
              "Going on with 1 of 2 workers: no more executors came within 4 s;"
                  + " with training.workers = 2 the run would wait for all");
    }
    assertThat(attempts(bereft)).last().asString().contains("\"workers\":1");
    assertThat(
            TrainedParameters.of(checkpoint(bereft, STEPS))
                .relativeDistance(TrainedParameters.of(checkpoint(run, STEPS))))
        .isLessThan(1e-5);

    assertThat(
            succeed(
                "train",
                bereft,
                "training.steps=64",
                "training.learning-rate=0.0005",
                "training.workers=1"))
        .contains(
            "This run had other values before: training.steps = 64 (was 60),"
                + " training.learning-rate = 5.0E-4 (was ");
  }

  private static List<String> attempts(Path run) throws IOException {
    return Files.readAllLines(run.resolve("attempts.jsonl"));
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
