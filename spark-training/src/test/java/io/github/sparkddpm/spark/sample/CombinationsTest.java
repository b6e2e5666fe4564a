package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.LossWeight;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The promises to every run, with targets, weights, variances, classes and engines combined. Any
 * two values that go together meet in a line; both fixed variances count as one.
 */
@Timeout(180)
class CombinationsTest {

  private static final Conditioning GUIDED = new Conditioning(2, List.of(), List.of());

  @TempDir static Path shared;
  private static PreparedDataset dataset;

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() throws IOException {
    dataset = TinyRun.labelledDataset(shared, 3);
  }

  @ParameterizedTest
  @CsvSource({
    "EPSILON, false, SIMPLE,  LEARNED,     3, DL4J",
    "EPSILON, false, MIN_SNR, FIXED_SMALL, 0, TORCH",
    "V,       false, SIMPLE,  FIXED_LARGE, 3, TORCH",
    "V,       false, MIN_SNR, LEARNED,     0, DL4J",
    "V,       true,  SIMPLE,  LEARNED,     0, TORCH",
    "V,       true,  MIN_SNR, FIXED_SMALL, 3, DL4J",
    "X0,      false, SIMPLE,  FIXED_LARGE, 0, DL4J",
    "X0,      true,  MIN_SNR, LEARNED,     3, TORCH"
  })
  void aRunResumesOnAnyWorkersAndDrawsInAnyPartsTheSame(
      Prediction target,
      boolean zeroTerminalSnr,
      LossWeight weight,
      Variance variance,
      int classes,
      EngineConfig.Name engine)
      throws IOException {
    NoiseSchedule linear = NoiseSchedule.linear(20);
    NoiseSchedule schedule = zeroTerminalSnr ? linear.withZeroTerminalSnr() : linear;
    GaussianDiffusion diffusion = new GaussianDiffusion(schedule, target, weight, variance, true);
    TrainingState whole = train("whole", plan(diffusion, classes, engine, 6, 2));
    train("parts", plan(diffusion, classes, engine, 4, 2));
    TrainingState parts = train("parts", plan(diffusion, classes, engine, 6, 2));
    TrainingState one = train("one", plan(diffusion, classes, engine, 6, 1));

    assertThat(parts).matches(whole::isSameAs);
    assertNear(one.parameters(), whole.parameters());
    TrainingPlan drawn = plan(diffusion, classes, engine, 6, 1);
    assertThat(pixels("split", 3, 2, drawn)).isEqualTo(pixels("joined", 1, 7, drawn));
  }

  private TrainingState train(String name, TrainingPlan plan) throws IOException {
    Path output = folder.resolve(name);
    TinyRun.train(TinyRun.run(dataset, output, plan));
    return TinyRun.state(output, plan.network());
  }

  private byte[] pixels(String name, int tasks, int batch, TrainingPlan plan) throws IOException {
    TinySamples samples =
        TinySamples.of(folder.resolve("whole"), folder.resolve(name))
            .by(SamplingAlgorithm.ANCESTRAL)
            .split(tasks, batch, 64);
    Conditioning conditioning = plan.network().classes() > 0 ? GUIDED : Conditioning.IN_TURN;
    TinySamples.draw(samples.request(conditioning, plan), progress -> {});
    return samples.pixels();
  }

  private static TrainingPlan plan(
      GaussianDiffusion diffusion, int classes, EngineConfig.Name engine, long steps, int workers) {
    TrainingPlan plan = TinyRun.on(workers, TinyRun.plan(steps));
    return new TrainingPlan(
        plan.seed(),
        plan.network()
            .withClasses(classes)
            .learningVariance(diffusion.variance() == Variance.LEARNED),
        diffusion,
        plan.training(),
        new EngineConfig(engine, EngineConfig.Device.CPU, EngineConfig.Precision.FLOAT32));
  }

  private static void assertNear(INDArray found, INDArray expected) {
    assertThat(found.distance2(expected)).isLessThan(1e-5 * expected.norm2Number().doubleValue());
  }
}
