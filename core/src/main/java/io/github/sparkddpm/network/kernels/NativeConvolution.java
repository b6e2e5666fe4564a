package io.github.sparkddpm.network.kernels;

import io.github.sparkddpm.network.parameters.Parameter;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution by ND4J's operations, on any backend and for any type. */
record NativeConvolution(int stride) implements ConvolutionKernel {

  @Override
  public void forward(INDArray x, Parameter weight, Parameter bias, INDArray out) {
    NativeOps.conv2d(x, weight.value(), bias.value(), stride, out);
  }

  @Override
  public void backward(
      INDArray x, Parameter weight, Parameter bias, INDArray gradOut, INDArray gradX) {
    NativeOps.conv2dBackward(x, weight, bias, gradOut, stride, gradX);
  }
}
