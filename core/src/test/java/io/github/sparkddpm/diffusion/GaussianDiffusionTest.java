package io.github.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.Golden;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GaussianDiffusionTest {

  private static final int[] T500 = {499};
  private static final GaussianDiffusion LINEAR =
      new GaussianDiffusion(NoiseSchedule.linear(1000), Variance.FIXED_SMALL, false);

  @Test
  void onePixelAtTheMiddleOfTheLinearScheduleHasItsReferenceValues() {
    INDArray x0 = pixel(reference("x0"));
    INDArray epsilon = pixel(reference("eps"));
    INDArray xt = LINEAR.qSample(x0, T500, epsilon);
    assertThat(xt.getDouble(0)).isCloseTo(reference("x_t"), within(1e-14));
    assertThat(LINEAR.predictX0(xt, T500, epsilon).getDouble(0)).isCloseTo(0.3, within(1e-14));
    assertThat(LINEAR.predictEpsilon(xt, T500, x0).getDouble(0)).isCloseTo(-0.7, within(1e-14));
    assertThat(LINEAR.qPosterior(x0, xt, T500).mean().getDouble(0))
        .isCloseTo(reference("post_mean"), within(1e-14));
    assertThat(LINEAR.pMeanVariance(xt, T500, epsilon).previous().mean().getDouble(0))
        .isCloseTo(reference("mean_eps_form"), within(1e-14));
  }

  @Test
  void everyImageIsTreatedByItsOwnTimestep() {
    INDArray x0 = images(DataType.FLOAT, 1);
    INDArray epsilon = images(DataType.FLOAT, 2);
    int[] timesteps = {0, 999, 499};
    INDArray together = LINEAR.qSample(x0, timesteps, epsilon);
    for (int b = 0; b < timesteps.length; b++) {
      INDArray alone = LINEAR.qSample(only(x0, b), new int[] {timesteps[b]}, only(epsilon, b));
      assertThat(only(together, b)).isEqualTo(alone);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void noiseAndImageAreRecoveredFromEachOther(DataType type) {
    INDArray x0 = images(type, 1);
    INDArray epsilon = images(type, 2);
    int[] timesteps = {0, 300, 600};
    INDArray xt = LINEAR.qSample(x0, timesteps, epsilon);
    double tolerance = type == DataType.DOUBLE ? 1e-12 : 1e-4;
    assertThat(xt.dataType()).isEqualTo(type);
    assertThat(LINEAR.predictX0(xt, timesteps, epsilon).equalsWithEps(x0, tolerance)).isTrue();
    assertThat(LINEAR.predictEpsilon(xt, timesteps, x0).equalsWithEps(epsilon, tolerance)).isTrue();
  }

  @Test
  void thePosteriorOfTheTruePairIsTheReverseStepOfTheTrueNoise() {
    INDArray x0 = images(DataType.DOUBLE, 1);
    INDArray epsilon = images(DataType.DOUBLE, 2);
    int[] timesteps = {0, 500, 999};
    INDArray xt = LINEAR.qSample(x0, timesteps, epsilon);
    DiagonalGaussian q = LINEAR.qPosterior(x0, xt, timesteps);
    DiagonalGaussian p = LINEAR.pMeanVariance(xt, timesteps, epsilon).previous();
    assertThat(p.mean().equalsWithEps(q.mean(), 1e-11)).isTrue();
    assertThat(p.logVariance()).isEqualTo(q.logVariance());
  }

  @ParameterizedTest
  @EnumSource
  void theBoundsTermIsTheWeightedErrorOfTheNoisePlusTheVariancesMismatch(NoiseSchedule.Kind kind) {
    String section = kind.name().toLowerCase(Locale.ROOT);
    Golden.byTimestep(section, "vlb_eps_weight_fixedsmall")
        .forEach(
            (i, weight) ->
                assertThat(klOfUnitError(kind, Variance.FIXED_SMALL, i))
                    .as("fixed small, index %d", i)
                    .isCloseTo(weight, withinPercentage(1e-6)));
    Map<Integer, Double> mismatch =
        Golden.byTimestep(section, "variance_mismatch_KL_bits_fixedlarge");
    Golden.byTimestep(section, "vlb_eps_weight_fixedlarge")
        .forEach(
            (i, weight) ->
                assertThat(klOfUnitError(kind, Variance.FIXED_LARGE, i))
                    .as("fixed large, index %d", i)
                    .isCloseTo(weight + mismatch.get(i) * Math.log(2), withinPercentage(1e-6)));
  }

  /** KL(q || p) in nats for a prediction that is off by 1 in every dimension. */
  private static double klOfUnitError(NoiseSchedule.Kind kind, Variance variance, int i) {
    GaussianDiffusion diffusion = new GaussianDiffusion(kind.schedule(1000), variance, false);
    int[] timesteps = {i, i, i};
    INDArray x0 = images(DataType.DOUBLE, 1);
    INDArray epsilon = images(DataType.DOUBLE, 2);
    INDArray xt = diffusion.qSample(x0, timesteps, epsilon);
    DiagonalGaussian q = diffusion.qPosterior(x0, xt, timesteps);
    return GaussianKl.meanKl(q, diffusion.pMeanVariance(xt, timesteps, epsilon.add(1)).previous())[
        0];
  }

  @Test
  void clippingKeepsThePredictionInRangeAndMovesTheMeanWithIt() {
    GaussianDiffusion clipping =
        new GaussianDiffusion(NoiseSchedule.linear(1000), Variance.FIXED_LARGE, true);
    NoiseSchedule schedule = clipping.schedule();
    INDArray xt = Nd4j.createFromArray(5.0, -5.0, 0.1, 0).reshape(1, 1, 2, 2);
    GaussianDiffusion.Reverse step = clipping.pMeanVariance(xt, T500, xt.like());
    double inRange = 0.1 / Math.sqrt(schedule.alphaBar(499));
    assertThat(step.x0().reshape(4).toDoubleVector())
        .containsExactly(new double[] {1, -1, inRange, 0}, within(1e-14));
    assertThat(step.previous().mean().getDouble(0))
        .isCloseTo(
            schedule.posteriorX0Coefficient(499) + 5 * schedule.posteriorXtCoefficient(499),
            within(1e-14));
  }

  @Test
  void argumentsAreLeftAsTheyWere() {
    GaussianDiffusion clipping =
        new GaussianDiffusion(NoiseSchedule.linear(1000), Variance.FIXED_LARGE, true);
    INDArray x = images(DataType.FLOAT, 1);
    INDArray y = images(DataType.FLOAT, 2);
    INDArray xBefore = x.dup();
    INDArray yBefore = y.dup();
    int[] timesteps = {1, 20, 999};
    clipping.qSample(x, timesteps, y);
    clipping.qPosterior(x, y, timesteps);
    clipping.pMeanVariance(x, timesteps, y);
    clipping.predictEpsilon(x, timesteps, y);
    assertThat(x).isEqualTo(xBefore);
    assertThat(y).isEqualTo(yBefore);
  }

  @Test
  void viewsInAnotherMemoryOrderGiveTheSameResult() {
    INDArray x = images(DataType.FLOAT, 1);
    INDArray view = x.permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2);
    int[] timesteps = {1, 20, 999};
    assertThat(LINEAR.qSample(view, timesteps, x)).isEqualTo(LINEAR.qSample(x, timesteps, x));
  }

  @Test
  void aTimestepMissingForAnImageIsRefused() {
    INDArray x = images(DataType.FLOAT, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LINEAR.qSample(x, T500, x))
        .withMessage(
            "Expected one timestep an image, got 1 timesteps for images of shape [3, 3, 4, 5]");
  }

  private static INDArray images(DataType type, long step) {
    return new NoiseStream(9)
        .gaussian(Purpose.EPSILON, step, new long[] {0, 1, 2}, 3, 3, 4, 5)
        .castTo(type);
  }

  private static INDArray only(INDArray images, int b) {
    return images.slice(b).reshape('c', 1, 3, 4, 5).dup();
  }

  private static INDArray pixel(double value) {
    return Nd4j.createFromArray(value).reshape(1, 1, 1, 1);
  }

  private static double reference(String key) {
    return Golden.number("pointwise_linear_t500", key);
  }
}
