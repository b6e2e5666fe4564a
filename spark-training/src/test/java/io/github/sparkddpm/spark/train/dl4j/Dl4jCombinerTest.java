package io.github.sparkddpm.spark.train.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.Combining;
import io.github.sparkddpm.spark.train.Combining.Rounds;
import io.github.sparkddpm.spark.train.DistributedTrainer;
import io.github.sparkddpm.spark.train.DistributedTrainer.Result;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.TrainingFailedException;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.WithTinyDataset;
import io.github.sparkddpm.spark.train.WorkerCount;
import io.github.sparkddpm.spark.train.combine.Combiners;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.RateSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class Dl4jCombinerTest extends WithTinyDataset {

  private static final OptimizerConfig FAST = new OptimizerConfig(5e-3, 2, 1, 0.9, 0);
  private static final OptimizerConfig RECOMPUTING =
      new OptimizerConfig(
          1, 5e-3, 2, RateSchedule.CONSTANT, 0.9, 0.999, 0, 1, 1, true, 0.9, List.of(), 0);

  private final List<StepMetrics> metrics = new ArrayList<>();
  @TempDir private Path output;

  @ParameterizedTest
  @EnumSource(names = {"PARAMETER_AVERAGING", "SHARED_GRADIENTS"})
  void everyPartOfEveryBatchIsTrainedAndTheLossFalls(CombineMode mode) throws IOException {
    train(output, plan(80, FAST, 1000, combining(mode, 2, 10, 60)));

    assertThat(metrics)
        .extracting(StepMetrics::step)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).mapToObj(i -> 2 * i).toList());
    assertThat(metrics).extracting(StepMetrics::steps).containsOnly(2);
    assertThat(meanLoss(30, 40)).isLessThan(0.8 * meanLoss(0, 5));
    assertThat(TinyRun.state(output).step()).isEqualTo(80);
    assertThat(TinyRun.state(output).adamMean().norm2Number().doubleValue()).isPositive();
  }

  @Test
  void averagingOfOneWorkerHasNearlyTheLossOfOurOwnTraining() throws IOException {
    Path ours = output.resolve("ours");
    Path theirs = output.resolve("theirs");
    Path inParts = output.resolve("parts");
    train(ours, ofV(1, combining(CombineMode.ALL_REDUCE, 1, 4, 60)));
    double expected = meanLoss();
    Combining averaging = combining(CombineMode.PARAMETER_AVERAGING, 1, 4, 60);
    train(theirs, ofV(1, averaging));
    double whole = meanLoss();
    train(inParts, ofV(4, averaging));

    assertThat(whole).isCloseTo(expected, withinPercentage(5));
    assertThat(meanLoss()).isCloseTo(whole, withinPercentage(0.01));
    INDArray parameters = TinyRun.state(theirs).parameters();
    assertThat(TinyRun.state(inParts).parameters().distance2(parameters))
        .isLessThan(1e-3 * parameters.norm2Number().doubleValue());
  }

  private static TrainingPlan ofV(int parts, Combining combining) {
    OptimizerConfig falling =
        new OptimizerConfig(
            1,
            5e-3,
            2,
            RateSchedule.LINEAR,
            0.8,
            0.99,
            0.1,
            1,
            parts,
            parts > 1,
            0.9,
            List.of(),
            0);
    return TinyRun.learning(TinyRun.OF_V, plan(20, falling, 1000, combining));
  }

  @Test
  void anAveragingRunResumedWithGradientCheckpointingEndsAsOneThatNeverStoppedBitForBit()
      throws IOException {
    Combining combining = combining(CombineMode.PARAMETER_AVERAGING, 2, 2, 60);
    Path whole = output.resolve("whole");
    Path parts = output.resolve("parts");
    train(whole, plan(6, FAST, 1000, combining));
    train(parts, plan(4, FAST, 1000, combining));
    assertThat(train(parts, plan(6, RECOMPUTING, 1000, combining)).firstStep()).isEqualTo(4);

    assertThat(TinyRun.state(parts).isSameAs(TinyRun.state(whole))).isTrue();
  }

  @Test
  void sharedGradientsGoOnFromTheirCheckpoint() throws IOException {
    Combining combining = combining(CombineMode.SHARED_GRADIENTS, 2, 3, 60);
    train(output, plan(3, FAST, 1000, combining));
    Result resumed = train(output, plan(6, RECOMPUTING, 1000, combining));

    assertThat(resumed.firstStep()).isEqualTo(3);
    assertThat(resumed.step()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARAMETER_AVERAGING", "SHARED_GRADIENTS"})
  void aBatchThatCannotBeLoadedFailsTheRun(CombineMode mode, @TempDir Path folder)
      throws IOException {
    PreparedDataset damaged = TinyRun.dataset(folder);
    Path shard = folder.resolve("prepared/shards/shard-00001.parquet");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    // The damaged shard is only needed after some steps: others are trained before.
    TrainingPlan plan = plan(12, FAST, 12, combining(mode, 2, 6, 60));

    assertThatThrownBy(() -> train(damaged, output, plan))
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll("shard-00001.parquet", "SHA-256");
  }

  @ParameterizedTest
  @EnumSource(names = {"PARAMETER_AVERAGING", "SHARED_GRADIENTS"})
  void aRoundThatTakesTooLongSaysWhatIsMissing(CombineMode mode) {
    TrainingPlan plan = plan(100_000, FAST, 1000, combining(mode, 2, 100_000, 8));

    assertThatThrownBy(() -> train(output, plan))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContainingAll(
            "longer than training.round-timeout, 8 s",
            "of 200000 parts of batches were not trained",
            "of worker 1",
            "parts trained by executor: {driver=");
  }

  @ParameterizedTest
  @EnumSource(names = {"PARAMETER_AVERAGING", "SHARED_GRADIENTS"})
  void aRunThatDivergesSaysSo(CombineMode mode) {
    OptimizerConfig absurd = new OptimizerConfig(1e30, 0, 1e30, 0.9, 0);

    assertThatThrownBy(() -> train(output, plan(20, absurd, 1000, combining(mode, 2, 10, 60))))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("Lower the learning rate");
  }

  @Test
  void aBatchThatDoesNotDivideAmongTheExecutorsIsRefused() {
    Combining all = combining(CombineMode.PARAMETER_AVERAGING, 0, 2, 60);
    TrainingPlan plan = plan(4, FAST, 1000, all);

    assertThatThrownBy(() -> Dl4jCombiner.requireDivisor(plan.training(), 3))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContaining("4 images does not divide among 3 workers");
  }

  private double meanLoss() {
    return meanLoss(0, metrics.size());
  }

  private double meanLoss(int from, int to) {
    return metrics.subList(from, to).stream()
        .mapToDouble(StepMetrics::loss)
        .average()
        .orElseThrow();
  }

  private static Combining combining(CombineMode mode, int workers, int round, int timeout) {
    return new Combining(
        mode, new WorkerCount(workers), 60, 0, "0", new Rounds(round, round, timeout, ""));
  }

  private static TrainingPlan plan(
      long steps, OptimizerConfig optimizer, int shuffleWindow, Combining combining) {
    return TinyRun.on(combining, TinyRun.plan(steps, optimizer, shuffleWindow));
  }

  private Result train(Path to, TrainingPlan plan) throws IOException {
    return train(dataset, to, plan);
  }

  private Result train(PreparedDataset images, Path to, TrainingPlan plan) throws IOException {
    metrics.clear();
    return new DistributedTrainer(
            LocalSpark.session(),
            Combiners::of,
            event -> {
              if (event instanceof Measured measured) {
                metrics.add(measured.metrics());
              }
            })
        .train(TinyRun.run(images, to, plan), key -> !key.equals("training.steps"));
  }
}
