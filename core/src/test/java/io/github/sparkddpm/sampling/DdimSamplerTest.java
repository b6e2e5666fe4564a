package io.github.sparkddpm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class DdimSamplerTest {

  private static final NoiseStream NOISE = new NoiseStream(5);
  private static final ImageShape SHAPE = new ImageShape(1, 6, 6);
  private static final NoiseSchedule LINEAR = NoiseSchedule.linear(1000);
  private static final long[] IDS = {2, 30};

  /**
   * The probability flow of N(0, I) keeps its variance: each step turns (x_0, epsilon) by an angle.
   */
  @Test
  void withoutNoiseASampleIsTheScaledPrior() {
    Timesteps timesteps = TimestepSpacing.LEADING.choose(1000, 50);
    NoiseSchedule visited = LINEAR.respaced(timesteps.chosen());
    double scale = 1;
    for (int j = 0; j < visited.timesteps(); j++) {
      scale *=
          Math.sqrt(visited.alphaBar(j) * visited.alphaBarPrev(j))
              + Math.sqrt(visited.oneMinusAlphaBar(j) * visited.oneMinusAlphaBarPrev(j));
    }
    INDArray prior = NOISE.gaussian(Purpose.SAMPLE_PRIOR, 0, IDS, SHAPE.batch(2));
    INDArray sampled = oracleSampler(timesteps, 0).sample(IDS);
    assertThat(sampled.equalsWithEps(prior.mul(scale), 1e-5)).isTrue();
    assertThat(scale).isBetween(0.9, 1.0);
  }

  @Test
  void withAllTimestepsAndFullNoiseItIsAncestralSamplingWithTheSmallVariance() {
    NoiseSchedule schedule = NoiseSchedule.cosine(100);
    ReverseChain chain = new GaussianOracle(schedule).chain(Timesteps.all(100), SHAPE, NOISE);
    GaussianDiffusion diffusion = new GaussianDiffusion(schedule, Variance.FIXED_SMALL, false);
    INDArray ddim = new DdimSampler(chain, diffusion, 1).sample(IDS);
    INDArray ancestral = new AncestralSampler(chain, diffusion).sample(IDS);
    assertThat(ddim.equalsWithEps(ancestral, 1e-4)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void aKnownImageIsFoundAgainByItsPerfectModel(double eta) {
    GaussianDiffusion diffusion = new GaussianDiffusion(LINEAR, Variance.FIXED_SMALL, true);
    INDArray image = NOISE.gaussian(Purpose.SHUFFLE, 0, IDS, SHAPE.batch(2)).muli(0.2);
    EpsilonModel perfect = (xt, timesteps) -> diffusion.predictEpsilon(xt, timesteps, image);
    Timesteps timesteps = TimestepSpacing.QUADRATIC.choose(1000, 7);
    ReverseChain chain = new ReverseChain(perfect, timesteps, SHAPE, NOISE);
    INDArray sampled = new DdimSampler(chain, diffusion, eta).sample(IDS);
    assertThat(sampled.equalsWithEps(image, 1e-5)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anImageIsTheSameInAnyBatch(TimestepSpacing spacing) {
    Sampler sampler = oracleSampler(spacing.choose(1000, 9), 0.7);
    INDArray alone = sampler.sample(7);
    INDArray together = sampler.sample(LongStream.range(0, 64).toArray());
    assertThat(together.slice(7)).isEqualTo(alone.slice(0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void etaOutsideItsRangeIsRefused(double eta) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> oracleSampler(Timesteps.all(1000), eta))
        .withMessage("DDIM's eta must be in [0, 1], got " + eta);
  }

  private static Sampler oracleSampler(Timesteps timesteps, double eta) {
    return new DdimSampler(
        new GaussianOracle(LINEAR).chain(timesteps, SHAPE, NOISE),
        new GaussianDiffusion(LINEAR, Variance.FIXED_LARGE, false),
        eta);
  }
}
