package io.github.sparkddpm.training;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An implementation of the optimizer's arithmetic over the flat vectors, as {@link UpdateStep}
 * defines it.
 */
interface UpdateKernel {

  /** Returns the Euclidean norm of a gradient [P]. */
  double norm(INDArray gradient);

  /** Changes the state's vectors in place; the gradient [P] is only read. */
  void apply(INDArray gradient, UpdateStep step);
}
