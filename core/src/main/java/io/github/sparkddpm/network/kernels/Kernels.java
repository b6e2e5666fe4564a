package io.github.sparkddpm.network.kernels;

import io.github.sparkddpm.host.HostMemory;
import io.github.sparkddpm.network.parameters.Parameter;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The choice of kernels: the fastest for arrays of a workspace's type on this machine's backend.
 */
public final class Kernels {

  private Kernels() {}

  /**
   * Returns the kernel of a convolution with a weight [oC,iC,k,k].
   *
   * @param stride 1 or 2
   */
  public static ConvolutionKernel convolution(Workspace workspace, INDArray weight, int stride) {
    ConvolutionKernel plain = new NativeConvolution(stride);
    boolean threeByThree = stride == 1 && weight.size(2) == 3;
    return threeByThree && hasOneDnn(workspace) ? new WinogradConvolution(workspace, plain) : plain;
  }

  /**
   * Returns the kernel of a GroupNorm.
   *
   * @param silu whether SiLU follows
   */
  public static GroupNormKernel groupNorm(
      Workspace workspace, Parameter gamma, Parameter beta, int groups, boolean silu) {
    return HostMemory.holds(workspace.type())
        ? new HostGroupNorm(gamma, beta, groups, silu)
        : new NativeGroupNorm(workspace, gamma, beta, groups, silu);
  }

  /**
   * Returns the kernel of products of small matrices.
   *
   * <p>ND4J multiplies a batch one matrix at a time, and its BLAS shares each of them out among the
   * threads. On small matrices that takes one and a half to five times as long as oneDNN's product
   * of the whole batch.
   */
  public static BatchedMatmul batchedMatmul(Workspace workspace) {
    return hasOneDnn(workspace) ? new OneDnnMatmul(workspace) : NativeOps::matmul;
  }

  private static boolean hasOneDnn(Workspace workspace) {
    return HostMemory.holds(workspace.type()) && OneDnn.isAvailable();
  }
}
