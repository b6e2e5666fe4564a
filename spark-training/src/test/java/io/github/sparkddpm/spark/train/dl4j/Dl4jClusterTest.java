package io.github.sparkddpm.spark.train.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.train.ClusterRun;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.DriverProcess;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.WithTinyDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A driver and two executors in processes of their own. */
@Timeout(300)
class Dl4jClusterTest extends WithTinyDataset {

  private static final int STEPS = 400;

  @TempDir private Path folder;

  @Test
  void averagingAfterAnExecutorWasKilledEndsAsTheUnkilledRunBitForBit() throws Exception {
    run(dataset, CombineMode.PARAMETER_AVERAGING, "whole", 60, 20, 0);
    DriverProcess.End killed = run(dataset, CombineMode.PARAMETER_AVERAGING, "killed", 60, 20, 24);

    assertThat(killed.told()).contains("started at 0 on 2 workers", "killed", "finished");
    assertThat(log()).containsPattern("executor \\d was lost: ");
    assertThat(TinyRun.state(folder.resolve("killed")))
        .matches(TinyRun.state(folder.resolve("whole"))::isSameAs);
  }

  @Test
  void sharedGradientsOfALostExecutorEndTheRunAtItsLastCheckpoint() throws Exception {
    DriverProcess.End end = run(dataset, CombineMode.SHARED_GRADIENTS, "shared", 600, 200, 220);

    assertThat(end.told()).contains("killed").doesNotContain("finished");
    assertThat(end.told().get(end.told().size() - 1))
        .contains("failed: ", "was lost", "parts of batches were not trained", "by executor: ");
    assertThat(end.exit()).isEqualTo(1);
    assertThat(TinyRun.state(folder.resolve("shared")).step()).isEqualTo(200);
  }

  @Test
  void aBatchThatAnExecutorCouldNotLoadFailsTheRunThoughDl4jSwallowsTheReason() throws Exception {
    Path shard = folder.resolve("prepared/shards/shard-00001.parquet");
    PreparedDataset damaged = TinyRun.dataset(folder);
    Files.delete(shard);
    DriverProcess.End end = run(damaged, CombineMode.SHARED_GRADIENTS, "shared", 12, 4, 0);

    assertThat(end.exit()).isEqualTo(1);
    assertThat(end.told().get(end.told().size() - 1)).contains("failed: ", "shard-00001.parquet");
  }

  @Test
  void sharedGradientsOfTwoExecutorsLearnNearlyAsMuchFromAnImageAsExactOnes() throws Exception {
    TinyRun.train(
        TinyRun.run(
            dataset,
            folder.resolve("exact"),
            TinyRun.on(TinyRun.allReduce(2), TinyRun.plan(STEPS))));
    DriverProcess.End end = run(dataset, CombineMode.SHARED_GRADIENTS, "shared", STEPS, 100, 0);

    assertThat(end.told()).contains("started at 0 on 2 workers", "finished");
    assertThat(log()).doesNotContain("Refused what was sent");
    assertThat(loss("exact", STEPS)).isLessThan(0.7 * loss("exact", 100));
    assertThat(loss("shared", STEPS)).isLessThan(1.15 * loss("exact", STEPS));
  }

  /** The mean over the 100 steps up to one. */
  private double loss(String run, long until) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"))) {
      lines.add(new JsonMapper().readTree(line));
    }
    return lines.stream()
        .filter(line -> line.has("loss"))
        .filter(line -> line.get("step").asLong() > until - 100)
        .filter(line -> line.get("step").asLong() <= until)
        .mapToDouble(line -> line.get("loss").asDouble())
        .average()
        .orElseThrow();
  }

  private DriverProcess.End run(
      PreparedDataset images, CombineMode mode, String output, int steps, int round, int killAt)
      throws Exception {
    return DriverProcess.run(
        ClusterRun.class,
        folder,
        ClusterRun.arguments(
            "local-cluster[2,1,1024]", images, folder.resolve(output), steps, killAt, mode, round));
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve(DriverProcess.ERRORS));
  }
}
