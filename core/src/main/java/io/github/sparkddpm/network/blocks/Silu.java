package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.NativeOps;
import io.github.sparkddpm.network.kernels.Workspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * SiLU, x sigmoid(x), for small arrays. Where it follows a GroupNorm it is part of that instead.
 */
final class Silu {

  private final Workspace workspace;

  Silu(Workspace workspace) {
    this.workspace = workspace;
  }

  INDArray forward(INDArray x) {
    INDArray y = workspace.takeLike(x);
    NativeOps.sigmoid(x, y);
    return y.muli(x);
  }

  /** Returns the gradient by x: gradOut s(1 + x(1 - s)), s = sigmoid(x). */
  INDArray backward(INDArray x, INDArray gradOut) {
    INDArray s = workspace.takeLike(x);
    NativeOps.sigmoid(x, s);
    INDArray gradX = workspace.takeLike(x);
    gradX.assign(s).rsubi(1).muli(x).addi(1).muli(s).muli(gradOut);
    workspace.release(s);
    return gradX;
  }
}
