package io.github.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class PredictionTest {

  private static final NoiseSchedule LINEAR = NoiseSchedule.linear(1000);
  private static final int[] TIMESTEPS = {0, 499, 999};

  @ParameterizedTest
  @EnumSource
  void theImageAndTheNoiseFollowFromAPerfectPrediction(Prediction prediction) {
    INDArray x0 = gaussian(1);
    INDArray epsilon = gaussian(2);
    INDArray xt =
        new GaussianDiffusion(LINEAR, Variance.FIXED_SMALL, false).qSample(x0, TIMESTEPS, epsilon);
    INDArray predicted =
        switch (prediction) {
          case EPSILON -> epsilon;
          case V ->
              Images.combine(
                  TIMESTEPS,
                  i -> Math.sqrt(LINEAR.alphaBar(i)),
                  epsilon,
                  i -> -Math.sqrt(LINEAR.oneMinusAlphaBar(i)),
                  x0);
          case X0 -> x0;
        };
    assertThat(prediction.target(LINEAR, x0, TIMESTEPS, epsilon)).isEqualTo(predicted);
    INDArray before = predicted.dup();

    INDArray foundX0 = prediction.x0(LINEAR, xt, TIMESTEPS, predicted);
    INDArray foundEpsilon = prediction.epsilon(LINEAR, xt, TIMESTEPS, predicted);

    assertThat(foundX0.equalsWithEps(x0, 1e-11)).isTrue();
    assertThat(foundEpsilon.equalsWithEps(epsilon, 1e-11)).isTrue();
    foundX0.addi(1);
    foundEpsilon.addi(1);
    assertThat(predicted).isEqualTo(before);
  }

  private static INDArray gaussian(int step) {
    return new NoiseStream(8)
        .gaussian(Purpose.SHUFFLE, step, new long[] {1, 2, 3}, new long[] {3, 2, 4, 4})
        .castTo(DataType.DOUBLE);
  }
}
