package io.github.sparkddpm.spark.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A driver and executors in processes of their own. */
@Timeout(300)
class ClusterTest {

  private static final String TWO_EXECUTORS = "local-cluster[2,1,1024]";

  @TempDir private static Path shared;
  private static PreparedDataset dataset;

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() throws IOException {
    dataset = TinyRun.dataset(shared);
  }

  @Test
  void aRunWhoseExecutorWasKilledEndsAsOneThatWasLeftAloneBitForBit() throws Exception {
    TinyRun.train(TinyRun.run(dataset, folder.resolve("alone"), TinyRun.on(2, TinyRun.plan(8))));

    List<String> told = run(TWO_EXECUTORS, folder.resolve("killed"), 8, 4);

    assertThat(told)
        .containsSubsequence(
            "started at 0 on 2 workers", "killed", "started at 3 on 2 workers", "finished");
    assertThat(Files.readString(errors()))
        .containsPattern(
            "WARN Restarts: Worker \\d on executor \\d \\(.+\\) failed: the executor was lost: .*, at step [45]: restarting")
        .doesNotContain("Exception in thread");
    assertThat(state("killed")).matches(state("alone")::isSameAs);
  }

  @Test
  void twoWorkersOnOneExecutorAreToldWhatToSet() throws Exception {
    List<String> told = run("local-cluster[1,2,1024]", folder.resolve("shared"), 8, 0);
    assertThat(told).contains("started at 0 on 1 workers");
  }

  private Path errors() {
    return folder.resolve("errors.txt");
  }

  private List<String> run(String master, Path output, int steps, int killAt) throws Exception {
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
            "" + steps,
            "" + killAt));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors().toFile());
    Path home = Files.createDirectories(folder.resolve("home/jars")).getParent();
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    Process driver = builder.start();
    try {
      String told = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(driver.waitFor()).as(Files.readString(errors())).isZero();
      return told.lines().toList();
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
    }
  }

  private TrainingState state(String run) throws IOException {
    return new RunFolder(folder.resolve(run).toString(), new Configuration())
        .checkpoints()
        .newest(
            checkpoint ->
                CheckpointFormat.read(checkpoint, UNet.create(TinyRun.NETWORK, 7).layout()))
        .orElseThrow()
        .content()
        .state();
  }
}
