package io.github.sparkddpm.spark.train.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.train.ClusterRun;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.DriverProcess;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.WithTinyDataset;
import io.github.sparkddpm.training.TrainingState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A driver and executors in processes of their own. */
@Timeout(300)
class ClusterTest extends WithTinyDataset {

  private static final String TWO_EXECUTORS = "local-cluster[2,1,1024]";

  @TempDir private Path folder;

  @Test
  void aRunWhoseExecutorWasKilledEndsAsOneThatWasLeftAloneBitForBit() throws Exception {
    TinyRun.train(TinyRun.run(dataset, folder.resolve("alone"), TinyRun.on(2, TinyRun.plan(8))));

    List<String> told = run(TWO_EXECUTORS, folder.resolve("killed"), 8, 4);

    assertThat(told)
        .containsSubsequence(
            "started at 0 on 2 workers", "killed", "started at 3 on 2 workers", "finished");
    assertThat(Files.readString(errors()))
        .containsPattern(
            "WARN Restarts: Worker \\d on executor \\d \\(.+\\) failed: the executor was lost: .*,"
                + " at step [45]: restarting")
        .doesNotContain("Exception in thread");
    assertThat(state("killed")).matches(state("alone")::isSameAs);
  }

  /** They protect Spark's own connections, over which workers are told their group's secret. */
  @Test
  void sparksAuthenticationAndEncryptionHoldWhereNativeCodeEndsAnExecutor() throws Exception {
    TinyRun.train(TinyRun.run(dataset, folder.resolve("alone"), TinyRun.on(2, TinyRun.plan(8))));
    List<String> arguments =
        new ArrayList<>(arguments(TWO_EXECUTORS, folder.resolve("secured"), 8, 4));
    arguments.addAll(
        List.of(
            "SEGV",
            "spark.authenticate=true",
            "spark.authenticate.secret=of this test",
            "spark.network.crypto.enabled=true",
            "spark.network.crypto.saslFallback=false",
            "spark.io.encryption.enabled=true"));

    DriverProcess.End end = DriverProcess.run(ClusterRun.class, folder, arguments);

    assertThat(end.exit()).as(Files.readString(errors())).isZero();
    assertThat(end.told())
        .containsSubsequence(
            "started at 0 on 2 workers", "killed", "started at 3 on 2 workers", "finished");
    assertThat(state("secured")).matches(state("alone")::isSameAs);
  }

  @Test
  void aKilledExecutorCostsATorchRunNothingEither() throws Exception {
    EngineConfig torch =
        new EngineConfig(
            EngineConfig.Name.TORCH, EngineConfig.Device.CPU, EngineConfig.Precision.FLOAT32);
    TrainingPlan plan = TinyRun.computedBy(torch, TinyRun.on(2, TinyRun.plan(8)));
    TinyRun.train(TinyRun.run(dataset, folder.resolve("alone"), plan));
    List<String> arguments =
        new ArrayList<>(arguments(TWO_EXECUTORS, folder.resolve("killed"), 8, 4));
    arguments.addAll(List.of("KILL", ClusterRun.ENGINE + "=TORCH"));

    DriverProcess.End end = DriverProcess.run(ClusterRun.class, folder, arguments);

    assertThat(end.exit()).as(Files.readString(errors())).isZero();
    assertThat(end.told())
        .containsSubsequence(
            "started at 0 on 2 workers", "killed", "started at 3 on 2 workers", "finished");
    assertThat(state("killed")).matches(state("alone")::isSameAs);
  }

  /** Sends SIGPWR where Spark decommissions executors, and SIGTERM, which is heard anywhere. */
  @ParameterizedTest
  @CsvSource({"TERM, false", "PWR, true"})
  void anExecutorThatIsToldToEndCostsNoStep(String signal, boolean decommission) throws Exception {
    TinyRun.train(TinyRun.run(dataset, folder.resolve("alone"), TinyRun.on(2, TinyRun.plan(200))));
    List<String> arguments =
        new ArrayList<>(arguments(TWO_EXECUTORS, folder.resolve("left"), 200, 4));
    arguments.addAll(List.of(signal, "spark.decommission.enabled=" + decommission));
    DriverProcess.End end = DriverProcess.run(ClusterRun.class, folder, arguments);

    assertThat(end.exit()).as(Files.readString(errors())).isZero();
    String paused =
        end.told().stream().filter(line -> line.startsWith("Paused")).findFirst().orElseThrow();
    assertThat(end.told())
        .containsSubsequence(
            "killed", paused, paused.replace("Paused", "started") + " on 2 workers", "finished");
    assertThat(Files.readString(errors()))
        .containsPattern("Paused after step \\d+, with a checkpoint: executor \\d leaves")
        .doesNotContain("restarting from", "Exception in thread");
    assertThat(state("left")).matches(state("alone")::isSameAs);
  }

  @Test
  void executorsThatVanishFasterThanTheyGetToACheckpointEndTheRunSayingSo() throws Exception {
    List<String> arguments =
        new ArrayList<>(arguments("local-cluster[1,1,1024]", folder.resolve("vanishing"), 8, 2));
    arguments.addAll(List.of("KILL", ClusterRun.RESTARTS + "=1", ClusterRun.EACH + "=true"));

    DriverProcess.End end = DriverProcess.run(ClusterRun.class, folder, arguments);

    assertThat(end.exit()).as(Files.readString(errors())).isEqualTo(1);
    assertThat(end.told().stream().filter("started at 0 on 1 workers"::equals)).hasSize(2);
    assertThat(end.told())
        .last()
        .asString()
        .matches(
            "failed: Executors were lost 2 times since step 0, before the next checkpoint: use"
                + " executors that stay longer, lower training.checkpoint-every, or raise"
                + " training.max-restarts\\. The last time was at step 2: Worker 0 on executor \\d"
                + " \\(.+\\) failed: the executor was lost: .+");
  }

  @Test
  void twoWorkersOnOneExecutorAreToldWhatToSet() throws Exception {
    List<String> told = run("local-cluster[1,2,1024]", folder.resolve("shared"), 8, 0);
    assertThat(told).contains("started at 0 on 1 workers");
  }

  @Test
  void aDriverThatIsToldToEndGivesItsLockBackAtOnce() throws Exception {
    Path output = folder.resolve("ended");
    Process driver =
        DriverProcess.start(ClusterRun.class, folder, arguments("local[1]", output, 1_000_000, 0));
    try (BufferedReader told = driver.inputReader(StandardCharsets.UTF_8)) {
      String line = told.readLine();
      while (line != null && !line.startsWith("CheckpointSaved")) {
        line = told.readLine();
      }
      assertThat(output.resolve("run.lock")).exists();

      driver.toHandle().destroy();
      told.transferTo(Writer.nullWriter());
    } finally {
      DriverProcess.end(driver);
    }
    // SIGTERM's, so it was not killed otherwise.
    assertThat(driver.waitFor()).isEqualTo(143);
    assertThat(output.resolve("run.lock")).doesNotExist();
  }

  private Path errors() {
    return folder.resolve(DriverProcess.ERRORS);
  }

  private List<String> run(String master, Path output, int steps, int killAt) throws Exception {
    DriverProcess.End end =
        DriverProcess.run(ClusterRun.class, folder, arguments(master, output, steps, killAt));
    assertThat(end.exit()).as(Files.readString(errors())).isZero();
    return end.told();
  }

  private static List<String> arguments(String master, Path output, int steps, int killAt) {
    return ClusterRun.arguments(
        master, dataset, output, steps, killAt, CombineMode.ALL_REDUCE, steps);
  }

  private TrainingState state(String run) throws IOException {
    return TinyRun.state(folder.resolve(run));
  }
}
