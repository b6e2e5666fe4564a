package io.github.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OptimizerTest {

  private static final OptimizerConfig CONSTANT = new OptimizerConfig(2e-4, 0, 1, 0.9, 2);

  @Test
  void adamIsThePublishedFormEvenForGradientsAsSmallAsItsEpsilon() throws IOException {
    INDArray parameters = Nd4j.createFromArray(1.0);
    Optimizer optimizer = new Optimizer(CONSTANT, parameters);
    double[] gradients = {1e-7, -2e-7, 3e-7};
    JsonNode expected = golden().path("adam_p0=1_grads[1e-7,-2e-7,3e-7]").path("pytorch");
    for (int i = 0; i < gradients.length; i++) {
      optimizer.apply(Nd4j.createFromArray(gradients[i]));
      assertThat(parameters.getDouble(0)).isCloseTo(expected.get(i).asDouble(), within(1e-12));
    }
  }

  @Test
  void aLongGradientIsScaledToTheClippingNormAndAShortOneLeftAlone() {
    Optimizer optimizer = new Optimizer(CONSTANT, Nd4j.zeros(DataType.FLOAT, 2));
    INDArray longOne = Nd4j.createFromArray(3f, 4f);
    assertThat(optimizer.apply(longOne)).isEqualTo(5);
    assertThat(longOne.norm2Number().doubleValue()).isCloseTo(1, within(1e-6));
    INDArray shortOne = Nd4j.createFromArray(0.3f, 0.4f);
    optimizer.apply(shortOne);
    assertThat(shortOne).isEqualTo(Nd4j.createFromArray(0.3f, 0.4f));
  }

  @Test
  void theLearningRateRisesLinearlyToItsPeak() {
    OptimizerConfig config = new OptimizerConfig(1e-3, 4, 1, 0.9, 0);
    assertThat(config.learningRate(0)).isCloseTo(2.5e-4, within(1e-15));
    assertThat(config.learningRate(3)).isEqualTo(1e-3);
    assertThat(config.learningRate(1000)).isEqualTo(1e-3);
  }

  @Test
  void theAverageIsWarmedUpAndThenFollowsWithItsDecay() {
    assertThat(CONSTANT.emaDecay(0)).isEqualTo(0.1);
    assertThat(CONSTANT.emaDecay(1000)).isEqualTo(0.9);
    INDArray parameters = Nd4j.createFromArray(1.0);
    Optimizer optimizer = new Optimizer(CONSTANT, parameters);
    optimizer.apply(Nd4j.createFromArray(0.5));
    double expected = 0.1 * 1 + 0.9 * parameters.getDouble(0);
    assertThat(optimizer.state().ema().getDouble(0)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void aNonFiniteGradientChangesNothingAndTooManyInARowStopTheRun() {
    INDArray parameters = Nd4j.createFromArray(1.0, 2.0);
    Optimizer optimizer = new Optimizer(CONSTANT, parameters);
    for (int i = 0; i < 2; i++) {
      assertThat(optimizer.apply(Nd4j.createFromArray(Double.NaN, 1))).isNaN();
    }
    assertThat(parameters).isEqualTo(Nd4j.createFromArray(1.0, 2.0));
    assertThat(optimizer.state().adamMean()).isEqualTo(Nd4j.createFromArray(0.0, 0.0));
    assertThatThrownBy(() -> optimizer.apply(Nd4j.createFromArray(1, Double.POSITIVE_INFINITY)))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("3 steps in a row");
  }

  @Test
  void aFiniteGradientEndsARowOfNonFiniteOnes() {
    Optimizer optimizer = new Optimizer(CONSTANT, Nd4j.createFromArray(1.0));
    for (int i = 0; i < 10; i++) {
      optimizer.apply(Nd4j.createFromArray(i % 2 == 0 ? Double.NaN : 0.1));
    }
    assertThat(optimizer.step()).isEqualTo(10);
  }

  @Test
  void anOptimizerRestoredFromAStateGoesOnExactlyAsTheOther() {
    Optimizer first = new Optimizer(CONSTANT, Nd4j.createFromArray(1f, 2f, 3f));
    INDArray gradient = Nd4j.createFromArray(0.1f, -0.2f, 0.3f);
    first.apply(gradient.dup());
    Optimizer second = new Optimizer(CONSTANT, Nd4j.zeros(DataType.FLOAT, 3));
    second.restore(first.state());
    for (int i = 0; i < 3; i++) {
      first.apply(gradient.mul(i));
      second.apply(gradient.mul(i));
    }
    assertThat(second.state()).isEqualTo(first.state());
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in = OptimizerTest.class.getResourceAsStream("/golden/ddpm.json")) {
      return new ObjectMapper().readTree(in);
    }
  }
}
