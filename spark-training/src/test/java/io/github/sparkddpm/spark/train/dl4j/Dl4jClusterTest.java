package io.github.sparkddpm.spark.train.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.TinyRun;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver and two executors, each a process. */
@Tag("slow")
class Dl4jClusterTest {

  @TempDir private static Path shared;
  private static PreparedDataset dataset;

  @TempDir private Path output;

  private record Ended(int exit, String text) {}

  @BeforeAll
  static void prepare() throws IOException {
    dataset = TinyRun.dataset(shared);
  }

  @Test
  void sharedGradientsOfTwoExecutorsReachTheDriverInEveryRound() throws Exception {
    Ended ended = run(CombineMode.SHARED_GRADIENTS, output, 12, 4, 0);

    assertThat(ended.text()).contains("ENDED 12");
    assertThat(state(output).step()).isEqualTo(12);
  }

  @Test
  void averagingAfterAnExecutorWasKilledEndsAsTheUnkilledRun() throws Exception {
    Path whole = output.resolve("whole");
    Path killed = output.resolve("killed");
    assertThat(run(CombineMode.PARAMETER_AVERAGING, whole, 60, 20, 0).text()).contains("ENDED");
    Ended ended = run(CombineMode.PARAMETER_AVERAGING, killed, 60, 20, 20);

    assertThat(ended.text()).contains("KILLED", "executor", "ENDED 60");
    assertThat(state(killed).isSameAs(state(whole))).isTrue();
  }

  @Test
  void sharedGradientsWithAnExecutorKilledNeverReportSuccessWithBatchesMissing() throws Exception {
    Ended ended = run(CombineMode.SHARED_GRADIENTS, output, 600, 200, 200);

    assertThat(ended.text()).contains("KILLED");
    if (ended.exit() == 0) {
      assertThat(state(output).step()).isEqualTo(600);
    } else {
      assertThat(ended.text()).contains("FAILED", "was lost", "parts of batches", "by executor:");
      assertThat(state(output).step()).isEqualTo(200);
    }
  }

  private Ended run(CombineMode mode, Path to, int steps, int round, int killAfter)
      throws Exception {
    Path home = Files.createDirectories(shared.resolve("spark-home"));
    Files.createDirectories(home.resolve("jars"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Xmx"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ClusterRun.class.getName());
    command.addAll(
        List.of(
            mode.name(),
            dataset.folder(),
            to.toString(),
            Integer.toString(steps),
            Integer.toString(round),
            Integer.toString(killAfter)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.directory(shared.toFile());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), text);
  }

  private static TrainingState state(Path output) throws IOException {
    var layout = UNet.create(TinyRun.NETWORK, 7).layout();
    return new RunFolder(output.toString(), new Configuration())
        .checkpoints()
        .newest(folder -> CheckpointFormat.read(folder, layout))
        .orElseThrow()
        .content()
        .state();
  }
}
