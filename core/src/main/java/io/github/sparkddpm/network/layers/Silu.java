package io.github.sparkddpm.network.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * SiLU, x sigmoid(x), for small arrays. Where it follows a GroupNorm it is part of that instead.
 */
final class Silu {

  private final Scope scope;

  Silu(Scope scope) {
    this.scope = scope;
  }

  INDArray forward(INDArray x) {
    INDArray y = scope.takeLike(x);
    NativeOps.sigmoid(x, y);
    return y.muli(x);
  }

  /** Returns the gradient by x: gradOut s(1 + x(1 - s)), s = sigmoid(x). */
  INDArray backward(INDArray x, INDArray gradOut) {
    INDArray s = scope.takeLike(x);
    NativeOps.sigmoid(x, s);
    INDArray gradX = scope.takeLike(x);
    gradX.assign(s).rsubi(1).muli(x).addi(1).muli(s).muli(gradOut);
    scope.release(s);
    return gradX;
  }
}
