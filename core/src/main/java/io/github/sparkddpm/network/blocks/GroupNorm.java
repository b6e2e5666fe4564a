package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.GroupNormKernel;
import io.github.sparkddpm.network.kernels.Kernels;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Parameter;
import io.github.sparkddpm.network.parameters.Parameters;
import org.nd4j.linalg.api.ndarray.INDArray;

/** GroupNorm (Wu and He 2018), followed by SiLU if asked for. */
final class GroupNorm {

  private final Workspace workspace;
  private final GroupNormKernel kernel;

  GroupNorm(Workspace workspace, Parameters parameters, String name, int groups, boolean silu) {
    this.workspace = workspace;
    Parameter gamma = parameters.get(name, "weight");
    Parameter beta = parameters.get(name, "bias");
    kernel = Kernels.groupNorm(workspace, gamma, beta, groups, silu);
  }

  /** Returns the normalized x, [B,H,W,C]. */
  INDArray forward(INDArray x) {
    return forwardShifted(x, null);
  }

  /** Returns the normalized x + shift, where shift is [B,C]. */
  INDArray forwardShifted(INDArray x, INDArray shift) {
    INDArray y = workspace.takeLike(x);
    kernel.forward(x, shift, y);
    return y;
  }

  /** Returns the gradient by x, [B,H,W,C]. */
  INDArray backward(INDArray x, INDArray gradOut) {
    return backwardShifted(x, null, gradOut, null);
  }

  /** Returns the gradient by x, and writes the gradient by shift to {@code gradShift}, [B,C]. */
  INDArray backwardShifted(INDArray x, INDArray shift, INDArray gradOut, INDArray gradShift) {
    INDArray gradX = workspace.takeLike(x);
    kernel.backward(x, shift, gradOut, gradX, gradShift);
    return gradX;
  }
}
