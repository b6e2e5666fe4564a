package io.github.sparkddpm.spark.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.train.Combining.Rounds;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.RateSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradients computed in parts, in each way of combining and in each engine. */
@Timeout(180)
class AccumulationTest extends WithTinyDataset {

  @TempDir private Path output;

  /**
   * Compares the gradients of the fourth step, because those of a fresh network are nearly all 0.
   * With shared gradients a process hands back the state of one of its workers, so it has one.
   */
  @ParameterizedTest
  @CsvSource({
    "ALL_REDUCE, 2, DL4J",
    "ALL_REDUCE, 2, TORCH",
    "PARAMETER_AVERAGING, 2, DL4J",
    "SHARED_GRADIENTS, 1, DL4J"
  })
  void theGradientInPartsIsThatOfTheWholeBatch(
      CombineMode mode, int workers, EngineConfig.Name engine) throws IOException {
    Combining combining =
        new Combining(mode, new WorkerCount(workers), 60, 0, "0", new Rounds(5, 5, 60, ""));
    Path whole = output.resolve("whole");
    Path parts = output.resolve("parts");
    gradient(whole, plan(combining, engine, 3, 1));
    FileUtils.copyDirectory(whole.toFile(), parts.toFile());

    INDArray expected = gradient(whole, plan(combining, engine, 4, 1));
    INDArray found = gradient(parts, plan(combining, engine, 4, 2));

    double norm = expected.norm2Number().doubleValue();
    assertThat(norm).isGreaterThan(0.01);
    assertThat(found.distance2(expected)).isLessThan(1e-6 * Math.max(1, norm));
  }

  /** Trains, and returns the last gradient: without momentum it is Adam's average of them. */
  private static INDArray gradient(Path folder, TrainingPlan plan) throws IOException {
    TinyRun.train(TinyRun.run(dataset, folder, plan));
    return TinyRun.state(folder).adamMean();
  }

  /** A batch of 8, so that each part has several images. */
  private static TrainingPlan plan(
      Combining combining, EngineConfig.Name engine, long steps, int parts) {
    TrainingPlan plan = TinyRun.on(combining, TinyRun.batched(8, TinyRun.plan(steps, by(parts))));
    EngineConfig computing =
        new EngineConfig(engine, EngineConfig.Device.CPU, EngineConfig.Precision.FLOAT32);
    return TinyRun.computedBy(computing, plan);
  }

  private static OptimizerConfig by(int parts) {
    return new OptimizerConfig(
        1, 1e-3, 2, RateSchedule.CONSTANT, 0, 0.999, 0, 1e6, parts, false, 0.9, List.of(), 1);
  }
}
