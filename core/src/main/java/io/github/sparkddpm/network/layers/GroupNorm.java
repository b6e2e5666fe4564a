package io.github.sparkddpm.network.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/** GroupNorm (Wu and He 2018), followed by SiLU if asked for. */
final class GroupNorm {

  private final Scope scope;
  private final GroupNormKernel kernel;

  GroupNorm(Scope scope, Parameters parameters, String name, int groups, boolean silu) {
    this.scope = scope;
    Parameter gamma = parameters.get(name, "weight");
    Parameter beta = parameters.get(name, "bias");
    kernel = GroupNormKernel.of(scope, gamma, beta, groups, silu);
  }

  /** Returns the normalized x, [B,H,W,C]. */
  INDArray forward(INDArray x) {
    return forwardShifted(x, null);
  }

  /** Returns the normalized x + shift, where shift is [B,C]. */
  INDArray forwardShifted(INDArray x, INDArray shift) {
    INDArray y = scope.takeLike(x);
    kernel.forward(x, shift, y);
    return y;
  }

  /** Returns the gradient by x, [B,H,W,C]. */
  INDArray backward(INDArray x, INDArray gradOut) {
    return backwardShifted(x, null, gradOut, null);
  }

  /** Returns the gradient by x, and writes the gradient by shift to {@code gradShift}, [B,C]. */
  INDArray backwardShifted(INDArray x, INDArray shift, INDArray gradOut, INDArray gradShift) {
    INDArray gradX = scope.takeLike(x);
    kernel.backward(x, shift, gradOut, gradX, gradShift);
    return gradX;
  }
}
