package io.github.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
  void aLongGradientCountsAsIfScaledToTheClippingNormAndAShortOneAsItIs() {
    INDArray clipped = Nd4j.zeros(DataType.DOUBLE, 2);
    INDArray given = Nd4j.zeros(DataType.DOUBLE, 2);
    Optimizer clipping = new Optimizer(CONSTANT, clipped);
    Optimizer plain = new Optimizer(new OptimizerConfig(2e-4, 0, 1e9, 0.9, 2), given);
    assertThat(clipping.apply(Nd4j.createFromArray(3.0, 4.0))).isEqualTo(5);
    plain.apply(Nd4j.createFromArray(0.6, 0.8));
    assertThat(clipping.apply(Nd4j.createFromArray(0.3, -0.4))).isEqualTo(0.5);
    plain.apply(Nd4j.createFromArray(0.3, -0.4));
    assertThat(clipped.distance2(given)).isLessThan(1e-15);
    assertThat(clipped.distance2(Nd4j.zerosLike(clipped))).isGreaterThan(1e-5);
  }

  @Test
  void theHostsUpdateIsThePlainOneToFloatPrecision() {
    NoiseStream noise = new NoiseStream(4);
    long size = 150_001;
    INDArray start = noise.gaussian(Purpose.EVALUATION, 0, new long[] {0}, 1, size).reshape(size);
    Optimizer fast = new Optimizer(CONSTANT, start.dup());
    Optimizer plain = new Optimizer(CONSTANT, start.castTo(DataType.DOUBLE));
    for (int step = 1; step <= 5; step++) {
      INDArray gradient =
          noise.gaussian(Purpose.EVALUATION, step, new long[] {0}, 1, size).reshape(size);
      double norm = plain.apply(gradient.castTo(DataType.DOUBLE));
      assertThat(fast.apply(gradient)).isCloseTo(norm, within(1e-9 * norm));
    }
    assertThat(relativeDistance(fast.state().parameters(), plain.state().parameters()))
        .isLessThan(1e-6);
    assertThat(relativeDistance(fast.state().ema(), plain.state().ema())).isLessThan(1e-6);
    assertThat(relativeDistance(fast.state().adamMean(), plain.state().adamMean()))
        .isLessThan(1e-6);
    assertThat(relativeDistance(fast.state().adamVariance(), plain.state().adamVariance()))
        .isLessThan(1e-6);
  }

  private static double relativeDistance(INDArray fast, INDArray plain) {
    return fast.castTo(DataType.DOUBLE).distance2(plain) / plain.norm2Number().doubleValue();
  }

  @Test
  void theLearningRateRisesLinearlyToItsPeak() {
    OptimizerConfig config = new OptimizerConfig(1e-3, 4, 1, 0.9, 0);
    assertThat(config.learningRate(0)).isCloseTo(2.5e-4, within(1e-15));
    assertThat(config.learningRate(3)).isEqualTo(1e-3);
    assertThat(config.learningRate(1000)).isEqualTo(1e-3);
  }

  @ParameterizedTest
  @CsvSource({
    "CONSTANT, 1, 1, 1",
    "LINEAR, 1, 0.5, 0.1",
    "COSINE, 1, 0.5, 0.02447174185242318" // (1 + cos(0.9 pi)) / 2
  })
  void theLearningRateFallsFromTheWarmUpToTheLastStep(
      RateSchedule schedule, double first, double middle, double last) {
    OptimizerConfig config = config(24, 4, schedule, 0, 1);
    assertThat(config.learningRate(1)).isCloseTo(0.5e-2, within(1e-15));
    assertThat(config.learningRate(4)).isCloseTo(first * 1e-2, within(1e-15));
    assertThat(config.learningRate(14)).isCloseTo(middle * 1e-2, within(1e-15));
    assertThat(config.learningRate(22)).isCloseTo(last * 1e-2, within(1e-15));
  }

  private static OptimizerConfig config(
      long steps, long warmup, RateSchedule schedule, double weightDecay, int accumulate) {
    return new OptimizerConfig(
        steps,
        1e-2,
        warmup,
        schedule,
        0.8,
        0.95,
        weightDecay,
        1,
        accumulate,
        false,
        0.9,
        List.of(),
        2);
  }

  /** Adam's own change does not depend on the parameters, so that the decay can be told from it. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void weightDecayTakesAShareOfTheParametersAndLeavesAdamsChange(DataType type) {
    double[] start = {1, -20, 300};
    INDArray decayed = Nd4j.createFromArray(start).castTo(type);
    INDArray plain = decayed.dup();
    Optimizer decaying = new Optimizer(config(9, 0, RateSchedule.LINEAR, 0.1, 1), decayed);
    Optimizer adam = new Optimizer(config(9, 0, RateSchedule.LINEAR, 0, 1), plain);
    double[] expected = start.clone();
    for (int step = 0; step < 5; step++) {
      INDArray gradient = Nd4j.createFromArray(0.3, -0.1 * step, 0.05).castTo(type);
      double[] before = plain.toDoubleVector();
      decaying.apply(gradient);
      adam.apply(gradient);
      double kept = 1 - 1e-2 * (1 - step / 9.0) * 0.1;
      for (int i = 0; i < expected.length; i++) {
        expected[i] = kept * expected[i] + plain.getDouble(i) - before[i];
        assertThat(decayed.getDouble(i)).isCloseTo(expected[i], withinPercentage(1e-4));
      }
    }
  }

  /** The bias correction of the first step undoes any decays of the averages. */
  @Test
  void theFirstStepIsTheLearningRateWhateverTheDecays() {
    INDArray parameters = Nd4j.createFromArray(1.0);
    new Optimizer(config(9, 0, RateSchedule.CONSTANT, 0, 1), parameters)
        .apply(Nd4j.createFromArray(0.5));
    assertThat(parameters.getDouble(0)).isCloseTo(1 - 1e-2, within(1e-8));
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
