package io.github.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class HeldOutNoiseTest {

  private static final int T = 20;

  private final GaussianDiffusion diffusion =
      new GaussianDiffusion(NoiseSchedule.linear(T), Variance.FIXED_SMALL, true);

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 100})
  void everyPartOfTheTimestepsHasOneImage(int images) {
    HeldOutNoise noise = new HeldOutNoise(diffusion, new NoiseStream(3), images);

    for (int i = 0; i < images; i++) {
      double part = (double) T / images;
      assertThat(noise.timestep(i, 70 + i))
          .isBetween((int) Math.floor(i * part), (int) Math.floor((i + 1) * part))
          .isLessThan(T);
    }
  }

  @Test
  void theLossOfAnImageDoesNotDependOnItsBatch() {
    HeldOutNoise noise = new HeldOutNoise(diffusion, new NoiseStream(3), 4);
    EpsilonModel half = (xt, timesteps) -> xt.mul(0.5);
    INDArray x0 = new NoiseStream(9).gaussian(Purpose.EVALUATION, 0, new long[4], 4, 1, 8, 8);

    double[] all = noise.losses(half, 0, new long[] {10, 11, 12, 13}, x0);

    assertThat(noise.losses(half, 0, new long[] {10, 11, 12, 13}, x0)).containsExactly(all);
    for (int i = 0; i < 4; i++) {
      INDArray image = x0.get(NDArrayIndex.interval(i, i + 1));
      assertThat(noise.losses(half, i, new long[] {10 + i}, image)[0])
          .isCloseTo(all[i], withPercentage(1e-4));
    }
  }

  @Test
  void aModelThatKnowsTheNoiseHasNoLoss() {
    NoiseStream stream = new NoiseStream(3);
    long[] ids = {10, 11, 12, 13};
    INDArray x0 = stream.gaussian(Purpose.EVALUATION, 0, ids, 4, 1, 8, 8);
    EpsilonModel knowing =
        (xt, timesteps) -> stream.gaussian(Purpose.HELD_OUT_EPSILON, 0, ids, 4, 1, 8, 8);

    assertThat(new HeldOutNoise(diffusion, stream, 4).losses(knowing, 0, ids, x0))
        .containsOnly(0.0);
  }
}
