package io.github.sparkddpm.network.kernels;

import io.github.sparkddpm.network.parameters.Parameter;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An implementation of a convolution with output size ceil(input / stride), forward and backward.
 */
public interface ConvolutionKernel {

  /**
   * Convolves.
   *
   * @param x [B,H,W,iC]
   * @param out [B,H/stride,W/stride,oC]
   */
  void forward(INDArray x, Parameter weight, Parameter bias, INDArray out);

  /**
   * Computes the backward pass and writes the gradients by weight and bias.
   *
   * @param x as given to the forward pass
   * @param gradX the gradient by x, [B,H,W,iC]
   */
  void backward(INDArray x, Parameter weight, Parameter bias, INDArray gradOut, INDArray gradX);
}
