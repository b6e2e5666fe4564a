package io.github.sparkddpm.network.layers;

import io.github.sparkddpm.host.HostMemory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An implementation of a convolution with output size ceil(input / stride), forward and backward.
 */
interface ConvolutionKernel {

  /**
   * Returns the kernel for a weight [oC,iC,k,k] of the scope's type on this machine's backend.
   *
   * @param stride 1 or 2
   */
  static ConvolutionKernel of(Scope scope, INDArray weight, int stride) {
    ConvolutionKernel plain = new NativeConvolution(stride);
    boolean threeByThree = stride == 1 && weight.size(2) == 3;
    return threeByThree && HostMemory.holds(scope.type()) && OneDnn.isAvailable()
        ? new WinogradConvolution(scope, plain)
        : plain;
  }

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
