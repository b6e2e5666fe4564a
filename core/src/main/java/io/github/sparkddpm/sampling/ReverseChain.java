package io.github.sparkddpm.sampling;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Arrays;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The chain that every sampler walks: from x_T ~ N(0, I) down the chosen timesteps to x_0.
 *
 * @param model predicts the noise at the timesteps it was trained on
 * @param timesteps which of them are visited
 * @param shape the shape of one image
 * @param noise source of the prior and of every step's noise
 */
public record ReverseChain(
    EpsilonModel model, Timesteps timesteps, ImageShape shape, NoiseStream noise) {

  /** The step of one algorithm; j counts the visited timesteps, from 0. */
  interface Transition {

    /**
     * Returns the mean of the next x, a new array [B,C,H,W].
     *
     * @param output what the model predicts at x_t, only until its next call
     * @param j the step's index, once an image
     */
    INDArray mean(INDArray xt, INDArray output, int[] j);

    /** Returns the standard deviation of the next x at j, at least 0; never called at j = 0. */
    double standardDeviation(int j);

    /**
     * Adds the noise of the step whose mean was computed last; never called at j = 0.
     *
     * @param z draws standard normal values of the shape of x
     */
    default void addNoise(INDArray x, int j, Supplier<INDArray> z) {
      if (standardDeviation(j) > 0) {
        x.addi(z.get().muli(standardDeviation(j)));
      }
    }
  }

  /** Returns the diffusion over the visited timesteps only. */
  GaussianDiffusion respace(GaussianDiffusion diffusion) {
    if (diffusion.schedule().timesteps() != timesteps.total()) {
      throw new IllegalArgumentException(
          "Timesteps were chosen out of %s, but the noise schedule has %s"
              .formatted(timesteps.total(), diffusion.schedule().timesteps()));
    }
    return diffusion.respaced(timesteps.chosen());
  }

  /** Walks the chain for images of the given ids. No noise follows the last step. */
  INDArray walk(long[] ids, Transition transition, Sampler.Observer observer) {
    INDArray prior = noise.gaussian(Purpose.SAMPLE_PRIOR, 0, ids, shape.batch(ids.length));
    return walk(prior, ids, transition, observer);
  }

  /** Walks the chain from a given x_T, which is not modified. */
  INDArray walk(INDArray prior, long[] ids, Transition transition, Sampler.Observer observer) {
    int steps = timesteps.steps();
    INDArray x = prior;
    observer.observe(0, steps, x);
    for (int j = steps - 1; j >= 0; j--) {
      int timestep = timesteps.chosen().get(j);
      INDArray output = model.predict(x, everywhere(timestep, ids));
      x = transition.mean(x, output, everywhere(j, ids));
      if (j > 0) {
        long[] shape = x.shape();
        transition.addNoise(x, j, () -> noise.gaussian(Purpose.SAMPLE_STEP, timestep, ids, shape));
      }
      observer.observe(steps - j, steps, x);
    }
    return x;
  }

  private static int[] everywhere(int value, long[] ids) {
    int[] values = new int[ids.length];
    Arrays.fill(values, value);
    return values;
  }
}
