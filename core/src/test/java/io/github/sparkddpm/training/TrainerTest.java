package io.github.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.engine.GraphLearner;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.random.NoiseStream;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TrainerTest {

  private static final UNetConfig TINY =
      new UNetConfig(8, 1, 8, List.of(1, 2), 1, List.of(4), 0.1, 4);
  private static final OptimizerConfig OPTIMIZER = new OptimizerConfig(2e-3, 10, 1, 0.99, 0);

  @Test
  void theLossFallsOnImagesThatAreAllTheSame() {
    Trainer trainer = trainer();
    double first = 0;
    double last = 0;
    for (int step = 0; step < 200; step++) {
      double loss = step(trainer).loss();
      first += step < 20 ? loss / 20 : 0;
      last += step >= 180 ? loss / 20 : 0;
    }
    assertThat(last).isLessThan(first / 2);
  }

  @Test
  void resumingGivesTheSameParametersBitForBit() {
    Trainer whole = trainer();
    for (int i = 0; i < 6; i++) {
      step(whole);
    }
    Trainer before = trainer();
    for (int i = 0; i < 3; i++) {
      step(before);
    }
    Trainer after = trainer();
    after.learner().restore(before.learner().state());
    for (int i = 0; i < 3; i++) {
      step(after);
    }
    assertThat(after.learner().state()).isEqualTo(whole.learner().state());
  }

  @Test
  void aReportNamesEveryImagesTimestepAndLoss() {
    StepReport report = step(trainer());
    assertThat(report.images()).isEqualTo(16);
    double sum = 0;
    for (int i = 0; i < 16; i++) {
      assertThat(report.timestep(i)).isBetween(0, 999);
      sum += report.loss(i);
    }
    assertThat(report.loss()).isEqualTo(sum / 16);
    assertThat(report.skipped()).isFalse();
  }

  private static StepReport step(Trainer trainer) {
    long first = trainer.learner().step() * 16;
    INDArray x0 = Nd4j.valueArrayOf(new long[] {16, 1, 8, 8}, 0.5, DataType.FLOAT);
    return trainer.step(LongStream.range(first, first + 16).toArray(), x0);
  }

  private static Trainer trainer() {
    GaussianDiffusion diffusion =
        new GaussianDiffusion(NoiseSchedule.linear(1000), Variance.FIXED_SMALL, true);
    return new Trainer(
        new GraphLearner(GraphUNet.create(TINY, 1), OPTIMIZER),
        diffusion,
        OPTIMIZER,
        new NoiseStream(5));
  }
}
