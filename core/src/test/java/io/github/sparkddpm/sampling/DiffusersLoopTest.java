package io.github.sparkddpm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusers.Pipeline;
import io.github.sparkddpm.diffusers.TinyPipeline;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.random.NoiseStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DiffusersLoopTest {

  /**
   * Ten passes amplify the last digits of float: in float64, diffusers itself differs by 2e-4 from
   * what it computes in float32.
   */
  private static final double TOLERANCE = 1e-3;

  @Test
  void ddimEndsWhereThatOfDiffusersEndsWithTheSameWeights() throws IOException {
    Pipeline pipeline = TinyPipeline.PLAIN.folder().read();
    int total = pipeline.timesteps();
    GaussianDiffusion diffusion =
        new GaussianDiffusion(
            pipeline.schedule().schedule(total), pipeline.variance(), pipeline.clip());
    ReverseChain chain =
        new ReverseChain(
            TinyPipeline.PLAIN.network(),
            TimestepSpacing.LEADING.choose(total, 10),
            new ImageShape(3, 16, 16),
            new NoiseStream(0));
    DdimSampler sampler =
        new DdimSampler(
            chain,
            diffusion,
            new DdimSampler.Settings(new X0Estimator(Prediction.EPSILON, Clip.STATIC), 0, false));

    INDArray drawn =
        chain.walk(
            TinyPipeline.PLAIN.expected("prior"),
            new long[] {0, 1},
            sampler.step(),
            (done, steps, xt) -> {});

    INDArray difference = drawn.sub(TinyPipeline.PLAIN.expected("ddim10"));
    assertThat(Nd4j.math().abs(difference).maxNumber().doubleValue())
        .isCloseTo(0, within(TOLERANCE));
  }
}
