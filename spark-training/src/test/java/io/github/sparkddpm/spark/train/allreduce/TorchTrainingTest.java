package io.github.sparkddpm.spark.train.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.EngineException;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.prepare.FailingFileSystem;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.Combining;
import io.github.sparkddpm.spark.train.DistributedTrainer;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.WithTinyDataset;
import io.github.sparkddpm.spark.train.WorkerCount;
import io.github.sparkddpm.spark.train.combine.Combiners;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that torch computes on the processor, replicas as threads of this JVM, summing by Gloo. */
@Timeout(180)
class TorchTrainingTest extends WithTinyDataset {

  private static final EngineConfig TORCH =
      new EngineConfig(
          EngineConfig.Name.TORCH, EngineConfig.Device.CPU, EngineConfig.Precision.FLOAT32);

  @TempDir private Path output;

  @Test
  void twoWorkersTrainTheNetworkThatOneTrains() throws IOException {
    train("one", torch(1, TinyRun.plan(30)));
    List<TrainingEvent> told = train("two", torch(2, TinyRun.plan(30)));

    assertThat(((Started) told.get(0)).engine()).startsWith("torch on cpu in float32 (torch 2.");
    assertThat(distance(state("one"), state("two"))).isLessThan(1e-5);
  }

  @Test
  void aResumedRunEndsAsOneThatNeverStoppedBitForBit() throws IOException {
    train("whole", torch(2, TinyRun.plan(8)));
    for (long steps : new long[] {3, 6, 7, 8}) {
      train("parts", torch(2, TinyRun.plan(steps)));
    }

    assertThat(state("parts")).matches(state("whole")::isSameAs);
  }

  @Test
  void aRunMovesFromDl4jToTorchAndBackAtItsCheckpoints() throws IOException {
    train("dl4j", TinyRun.plan(9));
    train("mixed", TinyRun.plan(3));
    TrainingState handed = state("mixed");
    List<TrainingEvent> torch = train("mixed", torch(1, TinyRun.plan(6)));
    List<TrainingEvent> back = train("mixed", TinyRun.plan(9));

    assertThat(handed.step()).isEqualTo(3);
    assertThat(torch.get(0).step()).isEqualTo(3);
    assertThat(((Started) torch.get(0)).engine()).startsWith("torch");
    assertThat(back.get(0).step()).isEqualTo(6);
    assertThat(((Started) back.get(0)).engine()).startsWith("dl4j");
    assertThat(distance(state("dl4j"), state("mixed"))).isLessThan(1e-5);
  }

  @Test
  void bothEnginesWriteTheSameTensorsByName() throws IOException {
    train("dl4j", TinyRun.plan(3));
    train("torch", torch(1, TinyRun.plan(3)));
    ParameterLayout layout = ParameterLayout.of(TinyRun.NETWORK);
    TrainingState dl4j = state("dl4j");
    TrainingState torch = state("torch");

    for (ParameterLayout.Tensor tensor : layout.tensors()) {
      for (long i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
        assertThat(torch.parameters().getFloat(i))
            .as(tensor.name())
            .isCloseTo(dl4j.parameters().getFloat(i), Offset.offset(1e-4f));
      }
    }
  }

  @Test
  void aFullDiskEndsTheRunWithItsReasonAndTheLastCheckpointStays() throws IOException {
    Configuration hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
    FailingFileSystem.registerFull(hadoop, Long.MAX_VALUE);
    String folder = "failing://" + output.resolve("full");
    TinyRun.train(TinyRun.run(dataset, folder, torch(2, TinyRun.plan(3))));
    TrainingState before = state("full");
    FailingFileSystem.registerFull(hadoop, 5000);

    assertThatThrownBy(() -> TinyRun.train(TinyRun.run(dataset, folder, torch(2, TinyRun.plan(9)))))
        .isInstanceOf(OutputWriteException.class)
        .hasMessageContainingAll("Cannot write checkpoint failing:", "No space");
    assertThat(state("full")).isEqualTo(before);
  }

  @Test
  void aGradientThatIsNotFiniteIsSkippedByAllReplicasUntilTheRunHasDiverged() {
    OptimizerConfig absurd = new OptimizerConfig(1e30, 0, 1e30, 0.9, 0);

    assertThatThrownBy(() -> train("absurd", torch(2, TinyRun.plan(50, absurd))))
        .isInstanceOf(DivergedException.class);
  }

  @ParameterizedTest
  @EnumSource(value = CombineMode.class, names = "ALL_REDUCE", mode = EnumSource.Mode.EXCLUDE)
  void theWaysOfDl4jAreRefusedByName(CombineMode mode) {
    Combining combining = new Combining(mode, new WorkerCount(2), 60, 3, "0", TinyRun.ROUNDS);

    assertThatThrownBy(() -> train("dl4j", torch(TinyRun.on(combining, TinyRun.plan(3)))))
        .isInstanceOf(EngineException.class)
        .hasMessageContainingAll(mode.key(), "set training.combine = all-reduce");
    assertThat(Files.exists(output.resolve("dl4j/checkpoints"))).isFalse();
  }

  private static TrainingPlan torch(int workers, TrainingPlan plan) {
    return torch(TinyRun.on(workers, plan));
  }

  private static TrainingPlan torch(TrainingPlan plan) {
    return TinyRun.computedBy(TORCH, plan);
  }

  private List<TrainingEvent> train(String run, TrainingPlan plan) throws IOException {
    List<TrainingEvent> events = new CopyOnWriteArrayList<>();
    new DistributedTrainer(LocalSpark.session(), Combiners::of, events::add)
        .train(TinyRun.run(dataset, output.resolve(run), plan), TinyRun::decisive);
    return events;
  }

  private TrainingState state(String run) throws IOException {
    return TinyRun.state(output.resolve(run));
  }

  private static double distance(TrainingState expected, TrainingState found) {
    return found.parameters().distance2(expected.parameters())
        / expected.parameters().norm2Number().doubleValue();
  }
}
