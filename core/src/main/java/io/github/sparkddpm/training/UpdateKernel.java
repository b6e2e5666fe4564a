package io.github.sparkddpm.training;

import io.github.sparkddpm.host.HostMemory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An implementation of the optimizer's arithmetic over the flat vectors, as {@link UpdateStep}
 * defines it.
 */
interface UpdateKernel {

  /** Returns the kernel for vectors of a state's type on this machine's backend. */
  static UpdateKernel of(TrainingState state) {
    return HostMemory.holds(state.parameters().dataType())
        ? new HostUpdate(state)
        : new NativeUpdate(state);
  }

  /** Returns the Euclidean norm of a gradient [P]. */
  double norm(INDArray gradient);

  /** Changes the state's vectors in place; the gradient [P] is only read. */
  void apply(INDArray gradient, UpdateStep step);
}
