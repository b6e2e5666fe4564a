package io.github.sparkddpm.sampling;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.LearnedVariance;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The reading of a model's output as an image: every sampler begins its step with it.
 *
 * @param prediction what the model predicts
 * @param clip how x_0 is kept in the range of pixels
 */
public record X0Estimator(Prediction prediction, Clip clip) implements Serializable {

  /** Returns the reading of a model that was trained on a diffusion, clipped as that is. */
  public static X0Estimator of(GaussianDiffusion diffusion) {
    return new X0Estimator(diffusion.target(), diffusion.clipX0() ? Clip.STATIC : Clip.NONE);
  }

  /**
   * Computes x_0, clipped.
   *
   * @param visited the schedule of the visited timesteps
   * @param j the step's index among them, once an image
   * @return a new array [B,C,H,W]
   */
  INDArray x0(NoiseSchedule visited, INDArray xt, INDArray output, int[] j) {
    return clip.apply(prediction.x0(visited, xt, j, LearnedVariance.prediction(output, xt)));
  }

  /** Computes epsilon as the model predicts it, a new array [B,C,H,W]. */
  INDArray epsilon(NoiseSchedule visited, INDArray xt, INDArray output, int[] j) {
    return prediction.epsilon(visited, xt, j, LearnedVariance.prediction(output, xt));
  }
}
