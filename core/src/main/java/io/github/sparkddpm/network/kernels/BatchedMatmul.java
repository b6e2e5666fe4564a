package io.github.sparkddpm.network.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Products of many small matrices, one for every image of a batch: out = op(a) op(b). */
public interface BatchedMatmul {

  /**
   * Multiplies.
   *
   * @param a [B,M,K], or [B,K,M] if transposed
   * @param b [B,K,N], or [B,N,K] if transposed
   * @param out [B,M,N]
   */
  void multiply(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray out);
}
