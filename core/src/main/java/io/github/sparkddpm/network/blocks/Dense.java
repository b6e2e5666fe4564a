package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.NativeOps;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Parameter;
import io.github.sparkddpm.network.parameters.Parameters;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense layer, y = x Wᵀ + b over the last dimension. On channels-last images it is the same as a
 * 1x1 convolution.
 */
final class Dense {

  private final Workspace workspace;
  private final Parameter weight;
  private final Parameter bias;
  private final long in;
  private final long out;

  Dense(Workspace workspace, Parameters parameters, String name) {
    this.workspace = workspace;
    this.weight = parameters.get(name, "weight");
    this.bias = parameters.get(name, "bias");
    this.out = weight.value().size(0);
    this.in = weight.value().size(1);
  }

  /**
   * Applies the layer.
   *
   * @param x [..., in]
   * @return [..., out]
   */
  INDArray forward(INDArray x) {
    long[] shape = x.shape().clone();
    shape[shape.length - 1] = out;
    INDArray y = workspace.take(shape);
    INDArray rows = rows(y, out);
    NativeOps.matmul(rows(x, in), false, matrix(weight.value()), true, rows);
    NativeOps.addBias(rows, bias.value());
    return y;
  }

  /** Adds the layer's output to an array of its output's shape. */
  void addForward(INDArray x, INDArray y) {
    INDArray rows = rows(y, out);
    NativeOps.addBias(rows, bias.value());
    NativeOps.addMatmul(rows(x, in), false, matrix(weight.value()), true, rows);
  }

  /** Writes the gradients by weight and bias and returns the one by x. */
  INDArray backward(INDArray x, INDArray gradOut) {
    INDArray gradX = workspace.takeLike(x);
    backwardParameters(x, gradOut);
    NativeOps.matmul(rows(gradOut, out), false, matrix(weight.value()), false, rows(gradX, in));
    return gradX;
  }

  /** Writes the gradients by weight and bias and adds the one by x to {@code gradX}. */
  void backwardAdding(INDArray x, INDArray gradOut, INDArray gradX) {
    backwardParameters(x, gradOut);
    NativeOps.addMatmul(rows(gradOut, out), false, matrix(weight.value()), false, rows(gradX, in));
  }

  private void backwardParameters(INDArray x, INDArray gradOut) {
    INDArray rows = rows(gradOut, out);
    NativeOps.matmul(rows, true, rows(x, in), false, matrix(weight.gradient()));
    NativeOps.columnSums(workspace, rows, bias.gradient());
  }

  private INDArray matrix(INDArray tensor) {
    return tensor.reshape('c', out, in);
  }

  private static INDArray rows(INDArray array, long columns) {
    return array.reshape('c', array.length() / columns, columns);
  }
}
