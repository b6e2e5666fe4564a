package io.github.sparkddpm.network.layers;

import io.github.sparkddpm.host.HostMemory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Products of many small matrices, one for every image of a batch: out = op(a) op(b). */
interface BatchedMatmul {

  /**
   * Returns the kernel for arrays of the scope's type on this machine's backend.
   *
   * <p>ND4J multiplies a batch one matrix at a time, and its BLAS shares each of them out among the
   * threads. On small matrices that takes one and a half to five times as long as oneDNN's product
   * of the whole batch.
   */
  static BatchedMatmul of(Scope scope) {
    return HostMemory.holds(scope.type()) && OneDnn.isAvailable()
        ? new OneDnnMatmul(scope)
        : NativeOps::matmul;
  }

  /**
   * Multiplies.
   *
   * @param a [B,M,K], or [B,K,M] if transposed
   * @param b [B,K,N], or [B,N,K] if transposed
   * @param out [B,M,N]
   */
  void multiply(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray out);
}
