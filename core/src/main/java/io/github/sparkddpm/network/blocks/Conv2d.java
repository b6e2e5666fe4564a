package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.ConvolutionKernel;
import io.github.sparkddpm.network.kernels.Kernels;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Parameter;
import io.github.sparkddpm.network.parameters.Parameters;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution, stride 1 or 2, whose output has ceil(input / stride) rows and columns. */
final class Conv2d {

  private final Workspace workspace;
  private final Parameter weight;
  private final Parameter bias;
  private final int stride;
  private final ConvolutionKernel kernel;

  Conv2d(Workspace workspace, Parameters parameters, String name, int stride) {
    this.workspace = workspace;
    this.weight = parameters.get(name, "weight");
    this.bias = parameters.get(name, "bias");
    this.stride = stride;
    kernel = Kernels.convolution(workspace, weight.value(), stride);
  }

  /**
   * Convolves.
   *
   * @param x [B,H,W,iC]
   * @return [B,H/stride,W/stride,oC]
   */
  INDArray forward(INDArray x) {
    INDArray out =
        workspace.take(x.size(0), x.size(1) / stride, x.size(2) / stride, weight.value().size(0));
    kernel.forward(x, weight, bias, out);
    return out;
  }

  /**
   * Writes the gradients by weight and bias.
   *
   * @param x the input of the forward pass
   * @return the gradient by x, [B,H,W,iC]
   */
  INDArray backward(INDArray x, INDArray gradOut) {
    INDArray gradX = workspace.takeLike(x);
    kernel.backward(x, weight, bias, gradOut, gradX);
    return gradX;
  }
}
