package io.github.sparkddpm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.Golden;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class AncestralSamplerTest {

  private static final NoiseStream NOISE = new NoiseStream(11);
  private static final ImageShape SMALL = new ImageShape(3, 4, 4);

  /**
   * A sample of the oracle is a weighted sum of the prior and every step's noise, and the squares
   * of the weights add up to the variance. No statistics are needed: every coefficient and draw is
   * pinned.
   */
  @ParameterizedTest
  @CsvSource({
    "LINEAR, FIXED_SMALL",
    "LINEAR, FIXED_LARGE",
    "COSINE, FIXED_SMALL",
    "COSINE, FIXED_LARGE"
  })
  void theOraclesSampleIsTheSumOfNoiseThatHasTheReferenceVariance(
      NoiseSchedule.Kind kind, Variance variance) {
    NoiseSchedule schedule = kind.schedule(1000);
    long[] ids = {4, 9};
    double[] weights = noiseWeights(schedule, variance);
    double total = Arrays.stream(weights).map(w -> w * w).sum();
    INDArray expected =
        NOISE
            .gaussian(Purpose.SAMPLE_PRIOR, 0, ids, SMALL.batch(2))
            .mul(weights[schedule.timesteps()]);
    for (int i = 1; i < schedule.timesteps(); i++) {
      expected.addi(NOISE.gaussian(Purpose.SAMPLE_STEP, i, ids, SMALL.batch(2)).mul(weights[i]));
    }

    INDArray sampled = sampler(schedule, variance, Timesteps.all(1000), SMALL).sample(ids);

    assertThat(total)
        .isCloseTo(
            Golden.number(
                "oracle_gaussian_N01_sample_variance",
                kind.name().toLowerCase(Locale.ROOT),
                variance.name().toLowerCase(Locale.ROOT).replace("_", "")),
            withinPercentage(1e-8));
    assertThat(sampled.equalsWithEps(expected, 2e-4)).isTrue();
  }

  /** The weight of step i's noise in x_0 at i, none at 0, and the prior's at T. */
  private static double[] noiseWeights(NoiseSchedule schedule, Variance variance) {
    double[] weights = new double[schedule.timesteps() + 1];
    double carried = Math.sqrt(schedule.alpha(0));
    for (int i = 1; i < schedule.timesteps(); i++) {
      double added =
          variance == Variance.FIXED_SMALL ? schedule.posteriorVariance(i) : schedule.beta(i);
      weights[i] = carried * Math.sqrt(added);
      carried *= Math.sqrt(schedule.alpha(i));
    }
    weights[schedule.timesteps()] = carried;
    return weights;
  }

  @Test
  void anImageIsTheSameInAnyBatch() {
    NoiseSchedule schedule = NoiseSchedule.cosine(30);
    Sampler sampler = sampler(schedule, Variance.FIXED_LARGE, Timesteps.all(30), SMALL);
    INDArray alone = sampler.sample(7);
    INDArray together = sampler.sample(LongStream.range(0, 64).toArray());
    assertThat(together.slice(7)).isEqualTo(alone.slice(0));
    assertThat(together.slice(8)).isNotEqualTo(alone.slice(0));
  }

  @Test
  void aStridedWalkCallsTheModelAtTheChosenTimestepsAndUsesTheRespacedBetas() {
    NoiseSchedule schedule = NoiseSchedule.linear(1000);
    List<Integer> called = new ArrayList<>();
    GaussianOracle oracle = new GaussianOracle(schedule);
    EpsilonModel recording =
        (xt, timesteps) -> {
          assertThat(timesteps).containsOnly(timesteps[0]);
          called.add(timesteps[0]);
          return oracle.predict(xt, timesteps);
        };
    Timesteps chosen = TimestepSpacing.LINSPACE.choose(1000, 10);
    ReverseChain chain = new ReverseChain(recording, chosen, SMALL, NOISE);
    GaussianDiffusion diffusion = new GaussianDiffusion(schedule, Variance.FIXED_LARGE, false);
    long[] ids = {3};

    INDArray sampled = new AncestralSampler(chain, diffusion).sample(ids);

    double[] weights = noiseWeights(schedule.respaced(chosen.chosen()), Variance.FIXED_LARGE);
    INDArray expected =
        NOISE.gaussian(Purpose.SAMPLE_PRIOR, 0, ids, SMALL.batch(1)).mul(weights[10]);
    for (int j = 1; j < 10; j++) {
      INDArray z = NOISE.gaussian(Purpose.SAMPLE_STEP, chosen.chosen().get(j), ids, SMALL.batch(1));
      expected.addi(z.mul(weights[j]));
    }
    assertThat(called).containsExactly(999, 888, 777, 666, 555, 444, 333, 222, 111, 0);
    assertThat(sampled.equalsWithEps(expected, 1e-4)).isTrue();
  }

  @Test
  void clippedSamplesLieInThePixelsRange() {
    NoiseSchedule schedule = NoiseSchedule.linear(50);
    EpsilonModel absurd = (xt, timesteps) -> xt.mul(-3);
    ReverseChain chain = new ReverseChain(absurd, Timesteps.all(50), SMALL, NOISE);
    INDArray x =
        new AncestralSampler(chain, new GaussianDiffusion(schedule, Variance.FIXED_LARGE, true))
            .sample(1, 2, 3);
    assertThat(x.minNumber().doubleValue()).isEqualTo(-1);
    assertThat(x.maxNumber().doubleValue()).isEqualTo(1);
  }

  @Test
  void theObserverSeesThePriorAndTheImagesAfterEveryStep() {
    Sampler sampler =
        sampler(NoiseSchedule.cosine(5), Variance.FIXED_SMALL, Timesteps.all(5), SMALL);
    List<Integer> seen = new ArrayList<>();
    List<INDArray> images = new ArrayList<>();
    INDArray result =
        sampler.sample(
            new long[] {6},
            (done, steps, xt) -> {
              assertThat(steps).isEqualTo(5);
              seen.add(done);
              images.add(xt.dup());
            });
    assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(images.get(0))
        .isEqualTo(NOISE.gaussian(Purpose.SAMPLE_PRIOR, 0, new long[] {6}, SMALL.batch(1)));
    assertThat(images.get(5)).isEqualTo(result);
  }

  @Test
  void timestepsOfAnotherScheduleAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                sampler(NoiseSchedule.linear(100), Variance.FIXED_SMALL, Timesteps.all(50), SMALL))
        .withMessage("Timesteps were chosen out of 50, but the noise schedule has 100");
  }

  private static Sampler sampler(
      NoiseSchedule schedule, Variance variance, Timesteps timesteps, ImageShape shape) {
    return new AncestralSampler(
        new GaussianOracle(schedule).chain(timesteps, shape, NOISE),
        new GaussianDiffusion(schedule, variance, false));
  }
}
