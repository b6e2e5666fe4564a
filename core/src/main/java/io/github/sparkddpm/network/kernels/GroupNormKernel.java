package io.github.sparkddpm.network.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An implementation of GroupNorm. With xhat = (x + shift - mean) / sqrt(var + epsilon) over an
 * image's pixels and a group's channels, z = gamma xhat + beta, and y = z or z sigmoid(z).
 *
 * <p>It keeps the statistics of the last forward pass. Everything else is computed again in the
 * backward pass, which costs less than keeping it.
 */
public interface GroupNormKernel {

  /** The number added to the variance, as in the reference implementation. */
  double EPSILON = 1e-6;

  /**
   * Normalizes.
   *
   * @param x [B,H,W,C]
   * @param shift [B,C], added to every pixel of x first; null for none
   * @param y [B,H,W,C]
   */
  void forward(INDArray x, INDArray shift, INDArray y);

  /**
   * Computes the backward pass and writes the gradients by gamma and beta.
   *
   * @param x as given to the forward pass
   * @param shift as given to the forward pass
   * @param gradX the gradient by x, [B,H,W,C]
   * @param gradShift its sum over pixels, [B,C]; null if not wanted
   */
  void backward(INDArray x, INDArray shift, INDArray gradOut, INDArray gradX, INDArray gradShift);
}
