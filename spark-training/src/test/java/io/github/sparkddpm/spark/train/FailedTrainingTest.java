package io.github.sparkddpm.spark.train;

import static io.github.sparkddpm.spark.train.TinyRun.checkpoint;
import static io.github.sparkddpm.spark.train.TinyRun.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.checkpoint.UnusableCheckpointException;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.HugeDataset;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.prepare.FailingFileSystem;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.RunLockedException;
import io.github.sparkddpm.spark.train.DistributedTrainer.Result;
import io.github.sparkddpm.spark.train.combine.Combiners;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ends of runs that cannot go on, and the files they leave. */
class FailedTrainingTest extends WithTinyDataset {

  @TempDir private Path output;

  @Test
  void aRunThatDivergesSaysSo() {
    // An infinite loss by the second step; no step may be skipped.
    OptimizerConfig absurd = new OptimizerConfig(1e30, 0, 1e30, 0.9, 0);
    TrainingRun run = TinyRun.run(dataset, output, TinyRun.plan(50, absurd));

    assertThatThrownBy(() -> TinyRun.train(run))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("Lower the learning rate");
  }

  @Test
  void parametersThatAreNotFiniteNeverPushOutAGoodCheckpoint() throws IOException {
    train(output, 3);
    TrainingState before = state(output);
    // Beyond a float: the first step makes the parameters infinite, all others are skipped.
    OptimizerConfig absurd = new OptimizerConfig(1e39, 0, 1, 0.9, 1000);
    TrainingRun run = TinyRun.run(dataset, output, TinyRun.plan(30, absurd));

    assertThatThrownBy(() -> TinyRun.train(run))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("not finite after step 6");
    assertThat(state(output)).isEqualTo(before);
  }

  @Test
  void aFullDiskEndsTheRunWithItsReasonAndTheLastCheckpointStays() throws IOException {
    Configuration hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
    TrainingPlan three = TinyRun.plan(3);
    FailingFileSystem.registerFull(hadoop, Long.MAX_VALUE);
    TinyRun.train(TinyRun.run(dataset, "failing://" + output, three));
    TrainingState before = state(output);
    // The metrics fit, the tensors do not.
    FailingFileSystem.registerFull(hadoop, 5000);
    TrainingRun run = TinyRun.run(dataset, "failing://" + output, TinyRun.plan(9));

    assertThatThrownBy(() -> TinyRun.train(run))
        .isInstanceOf(OutputWriteException.class)
        .hasMessageContainingAll("Cannot write checkpoint failing:", "step-000000006", "No space");
    assertThat(state(output)).isEqualTo(before);
    assertThat(checkpoint(output, 6)).doesNotExist();
    assertThat(output.resolve("run.lock")).doesNotExist();
  }

  @Test
  void aDiskTooFullForTheMetricsEndsTheRunWithItsReason() throws IOException {
    Configuration hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
    FailingFileSystem.register(hadoop, "metrics");
    TrainingRun run = TinyRun.run(dataset, "failing://" + output, TinyRun.plan(9));

    assertThatThrownBy(() -> TinyRun.train(run))
        .isInstanceOf(OutputWriteException.class)
        .hasMessageContainingAll("metrics.jsonl: No space left on device; make room");
  }

  @Test
  void aRunThatAnotherProcessTookOverWritesNoMoreCheckpoints() throws IOException {
    String lease =
        """
        {"owner":"other","holder":"ann@far, process 7","process":"","since":"then","heartbeat":"%s"}
        """
            .formatted(Instant.now());
    TrainingRun run = TinyRun.run(dataset, output, TinyRun.plan(30));

    assertThatThrownBy(
            () ->
                new DistributedTrainer(
                        LocalSpark.session(),
                        Combiners::of,
                        event -> {
                          if (event instanceof CheckpointSaved) {
                            write(output.resolve("run.lock"), lease);
                          }
                        })
                    .train(run, TinyRun::decisive))
        .isInstanceOf(RunLockedException.class)
        .hasMessageContaining("was taken over by ann@far, process 7 since then");
    assertThat(checkpoint(output, 3)).exists();
    assertThat(checkpoint(output, 6)).doesNotExist();
    assertThat(output.resolve("run.lock")).hasContent(lease.strip());
    assertThatThrownBy(() -> TinyRun.train(run))
        .isInstanceOf(RunLockedException.class)
        .hasMessageContaining("is being written by ann@far, process 7 since then");
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRunThatOnlyBlewUpItsParametersIsNoSuccess() {
    OptimizerConfig absurd = new OptimizerConfig(1e30, 0, 1e30, 0.9, 1000);
    TrainingRun run = TinyRun.run(dataset, output, TinyRun.plan(4, absurd));

    assertThatThrownBy(() -> TinyRun.train(run))
        .isInstanceOf(NothingTrainedException.class)
        .hasMessageContainingAll(
            "4 of 4 steps done, 1 with a finite gradient", "moved by Infinity");
  }

  @Test
  void aRunThatTrainedNothingFailsAgainWhenItIsRunAgain() throws IOException {
    // The first step makes parameters so large that no later gradient is finite.
    OptimizerConfig absurd = new OptimizerConfig(1e15, 0, 1, 0.9, 1000);
    TinyRun.train(TinyRun.run(dataset, output, TinyRun.plan(2, absurd)));
    TrainingRun rest = TinyRun.run(dataset, output, TinyRun.plan(6, absurd));

    for (int call = 0; call < 2; call++) {
      assertThatThrownBy(() -> TinyRun.train(rest))
          .isInstanceOf(NothingTrainedException.class)
          .hasMessageContaining("without having trained: no gradient of the steps from");
    }
    assertThat(checkpoint(output, 2)).exists();
    assertThat(checkpoint(output, 6)).doesNotExist();
  }

  @Test
  void aRunWhoseCheckpointsAreAllDamagedEndsWithTheReason() throws IOException {
    train(output, 2);
    Files.delete(checkpoint(output, 2).resolve("ema.safetensors"));

    assertThatThrownBy(() -> train(output, 4))
        .isInstanceOf(UnusableCheckpointException.class)
        .hasMessageContainingAll("All 1 checkpoints under", "ema.safetensors is missing");
  }

  @Test
  void aWindowThatMemoryCannotHoldIsRefusedBeforeAnythingIsWritten() {
    PreparedDataset huge = HugeDataset.of(dataset.shape(), 80_000_000);
    TrainingPlan plan = TinyRun.plan(2, 40_000_000);

    assertThatThrownBy(() -> TinyRun.train(TinyRun.run(huge, output, plan)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll("2560000000 bytes", "lower training.shuffle-window");
    assertThat(output).isEmptyDirectory();
  }

  @Test
  void aShardThatVanishesInMidRunEndsItNamingItWithAGoodCheckpointLeft(@TempDir Path folder)
      throws IOException {
    PreparedDataset vanishing = TinyRun.dataset(folder);
    Path shards = folder.resolve("prepared/shards");
    // Windows of a shard each, so that shards are read again and again.
    TrainingRun run = TinyRun.run(vanishing, output, TinyRun.plan(300, 12));

    assertThatThrownBy(
            () ->
                new DistributedTrainer(
                        LocalSpark.session(), Combiners::of, event -> deleteAfter(event, shards))
                    .train(run, TinyRun::decisive))
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll("prepared/shards/shard-0000", "the file is missing");
    assertThat(state(output).step()).isBetween(3L, 299L);
  }

  private static void deleteAfter(TrainingEvent event, Path shards) {
    if (event instanceof CheckpointSaved) {
      try {
        Files.deleteIfExists(shards.resolve("shard-00000.parquet"));
        Files.deleteIfExists(shards.resolve("shard-00001.parquet"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void imagesOfAnotherShapeAreRefused() {
    TrainingPlan plan = TinyRun.plan(2);
    TrainingRun run = TinyRun.run(dataset, output, plan);
    PreparedDataset small = run.dataset();

    assertThatThrownBy(() -> small.requireShape(new io.github.sparkddpm.data.ImageShape(3, 16, 16)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll("1 channels of 8x8", "takes 3 of 16x16");
  }

  @Test
  void aDamagedShardFoundOnTheExecutorIsNamed(@TempDir Path folder) throws IOException {
    PreparedDataset damaged = TinyRun.dataset(folder);
    Path shard = folder.resolve("prepared/shards/shard-00001.parquet");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);

    assertThatThrownBy(() -> TinyRun.train(TinyRun.run(damaged, output, TinyRun.plan(2))))
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll("shard-00001.parquet", "SHA-256");
  }

  private static Result train(Path output, long steps) throws IOException {
    return TinyRun.train(TinyRun.run(dataset, output, TinyRun.plan(steps)));
  }
}
