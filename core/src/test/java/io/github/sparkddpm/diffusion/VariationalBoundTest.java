package io.github.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.Golden;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class VariationalBoundTest {

  private static final NoiseStream NOISE = new NoiseStream(3);
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(1000);
  private static final EpsilonModel ZERO = (xt, timesteps) -> xt.like();

  @ParameterizedTest
  @EnumSource
  void thePriorTermKeepsTheDigitsOfHighPrecisionArithmetic(NoiseSchedule.Kind kind) {
    GaussianDiffusion diffusion =
        new GaussianDiffusion(kind.schedule(1000), Variance.FIXED_SMALL, true);
    VariationalBound bound = new VariationalBound(diffusion, ZERO, NOISE);
    String section = kind.name().toLowerCase(Locale.ROOT);
    Map.of("x0=0", 0.0, "x0=1_or_-1", -1.0, "x0=0.5", 0.5)
        .forEach(
            (key, value) ->
                assertThat(bound.prior(constant(value))[0])
                    .as("%s %s", section, key)
                    .isCloseTo(
                        Golden.number(section, "prior_L_T_bits_per_dim", key, "hp"),
                        withinPercentage(1e-9)));
  }

  @ParameterizedTest
  @EnumSource
  void aPerfectModelPaysOnlyTheVariancesMismatch(NoiseSchedule.Kind kind) {
    GaussianDiffusion diffusion =
        new GaussianDiffusion(kind.schedule(1000), Variance.FIXED_LARGE, false);
    INDArray x0 = constant(0.2);
    EpsilonModel perfect = (xt, timesteps) -> diffusion.predictEpsilon(xt, timesteps, x0);
    VariationalBound bound = new VariationalBound(diffusion, perfect, NOISE);
    Golden.byTimestep(kind.name().toLowerCase(Locale.ROOT), "variance_mismatch_KL_bits_fixedlarge")
        .forEach(
            (i, bits) ->
                assertThat(WholeBound.term(bound, x0, new long[] {5, 6}, i)[1])
                    .isCloseTo(bits, withinPercentage(1e-5)));
  }

  /**
   * The optimal epsilon of data N(0, s^2 I) is linear in x_t. The expected KL of every step can
   * therefore be written out by the paper's weight beta^2 / (2 sigma^2 alpha (1 - alphaBar))
   * (equation 12).
   */
  @Test
  void theStepsOfGaussianDataCostWhatTheOptimalModelMustPay() {
    NoiseSchedule schedule = NoiseSchedule.linear(60);
    GaussianDiffusion diffusion = new GaussianDiffusion(schedule, Variance.FIXED_SMALL, false);
    double variance = 0.09;
    EpsilonModel optimal = (xt, timesteps) -> xt.mul(shrinkage(schedule, timesteps[0], variance));
    long[] ids = LongStream.range(0, 8).toArray();
    INDArray x0 = NOISE.gaussian(Purpose.SHUFFLE, 0, ids, 8, 1, 64, 64).muli(Math.sqrt(variance));
    double meanSquare = Arrays.stream(x0.data().asDouble()).map(x -> x * x).average().orElseThrow();
    double expected = 0;
    for (int i = 1; i < schedule.timesteps(); i++) {
      double share = shrinkage(schedule, i, variance);
      double noise = 1 - share * Math.sqrt(schedule.oneMinusAlphaBar(i));
      double error = noise * noise + share * share * schedule.alphaBar(i) * meanSquare;
      double beta = schedule.beta(i);
      expected +=
          beta
              * beta
              * error
              / (2
                  * schedule.posteriorVariance(i)
                  * schedule.alpha(i)
                  * schedule.oneMinusAlphaBar(i))
              / Math.log(2);
    }
    VariationalBound bound = new VariationalBound(diffusion, optimal, NOISE);
    double steps =
        WholeBound.of(bound, x0, ids).stream()
            .mapToDouble(WholeBound::steps)
            .average()
            .orElseThrow();
    assertThat(steps).isCloseTo(expected, withinPercentage(1));
  }

  /** The optimal epsilon divided by x_t, for data of the given variance. */
  private static double shrinkage(NoiseSchedule schedule, int i, double variance) {
    double noise = schedule.oneMinusAlphaBar(i);
    return Math.sqrt(noise) / (schedule.alphaBar(i) * variance + noise);
  }

  @Test
  void theDecoderTermIsTheCodeLengthOfThePixels() {
    GaussianDiffusion diffusion = new GaussianDiffusion(SCHEDULE, Variance.FIXED_SMALL, true);
    INDArray x0 = constant(127 / 127.5 - 1);
    EpsilonModel perfect = (xt, timesteps) -> diffusion.predictEpsilon(xt, timesteps, x0);
    VariationalBound bound = new VariationalBound(diffusion, perfect, NOISE);
    double[] bits = WholeBound.term(bound, x0, new long[] {1, 2}, 0);
    double expected =
        -Golden.at("discretized_gaussian", "cases")
                .get(0)
                .required("logp_nats_exact_erf")
                .asDouble()
            / Math.log(2);
    assertThat(bits[0]).isCloseTo(expected, within(1e-9));
  }

  @ParameterizedTest
  @EnumSource
  void theBoundIsTheSameWhateverTheModelPredicts(Prediction target) {
    NoiseSchedule schedule = NoiseSchedule.linear(20);
    INDArray guess = constant(0.1);
    INDArray x0 = constant(127 / 127.5 - 1);
    double[] expected = bits(schedule, Prediction.X0, (xt, t) -> guess, x0);

    EpsilonModel model =
        (xt, t) -> target.target(schedule, guess, t, Prediction.X0.epsilon(schedule, xt, t, guess));

    double[] bits = bits(schedule, target, model, x0);
    for (int i = 0; i < bits.length; i++) {
      assertThat(bits[i]).isCloseTo(expected[i], withinPercentage(1e-6));
    }
  }

  private static double[] bits(
      NoiseSchedule schedule, Prediction target, EpsilonModel model, INDArray x0) {
    GaussianDiffusion diffusion =
        new GaussianDiffusion(schedule, target, LossWeight.SIMPLE, Variance.FIXED_LARGE, false);
    VariationalBound bound = new VariationalBound(diffusion, model, NOISE);
    return WholeBound.of(bound, x0, new long[] {1, 2}).get(0).terms().stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  /** The prior costs nothing, and the step to the last image costs what the others do. */
  @Test
  void theBoundOfAScheduleThatEndsInNoiseAloneIsFinite() {
    NoiseSchedule schedule = NoiseSchedule.linear(20).withZeroTerminalSnr();
    INDArray x0 = constant(127 / 127.5 - 1);
    VariationalBound bound =
        new VariationalBound(
            new GaussianDiffusion(
                schedule, Prediction.X0, LossWeight.SIMPLE, Variance.FIXED_LARGE, true),
            (xt, t) -> x0.mul(0.9),
            NOISE);
    assertThat(bound.prior(x0)).containsExactly(0, 0);
    assertThat(WholeBound.of(bound, x0, new long[] {1, 2}).get(0).terms())
        .allSatisfy(bits -> assertThat(bits).isPositive().isFinite());
  }

  @Test
  void anImagesBoundDoesNotDependOnItsBatch() {
    GaussianDiffusion diffusion =
        new GaussianDiffusion(NoiseSchedule.linear(20), Variance.FIXED_LARGE, true);
    VariationalBound bound = new VariationalBound(diffusion, ZERO, NOISE);
    INDArray x0 = Nd4j.linspace(DataType.FLOAT, -1, 0.01, 2 * 3 * 4 * 4).reshape(2, 3, 4, 4);
    List<WholeBound> together = WholeBound.of(bound, x0, new long[] {7, 8});
    INDArray second = x0.slice(1).reshape('c', 1, 3, 4, 4);
    assertThat(WholeBound.of(bound, second, new long[] {8})).containsExactly(together.get(1));
  }

  private static INDArray constant(double value) {
    return Nd4j.valueArrayOf(new long[] {2, 3, 8, 8}, value, DataType.DOUBLE);
  }
}
