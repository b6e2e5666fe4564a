package io.github.sparkddpm.diffusion;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network's side of the paper: epsilon_theta(x_t, t), Ho et al. 2020, equation 11. It may
 * predict v or x_0 instead, as {@link Prediction} says.
 */
@FunctionalInterface
public interface EpsilonModel {

  /**
   * Predicts from a batch of noisy images, as at inference: no dropout, no stored activations.
   *
   * @param xt x_t, [B,C,H,W]; not modified
   * @param timesteps zero-based timesteps, one an image, each in [0, T): the paper's t minus one
   * @return what it was trained to predict, [B,C,H,W], or [B,2C,H,W] with a {@link
   *     LearnedVariance}; may be a buffer of the model's that its next call overwrites
   */
  INDArray predict(INDArray xt, int[] timesteps);
}
