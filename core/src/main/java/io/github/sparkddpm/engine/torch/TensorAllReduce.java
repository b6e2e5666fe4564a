package io.github.sparkddpm.engine.torch;

import io.github.sparkddpm.training.AllReduce;
import org.bytedeco.pytorch.Tensor;

/** A sum over replicas that takes a tensor where it is, so that it need not come to the host. */
public interface TensorAllReduce extends AllReduce {

  /**
   * Replaces a vector by the sum of all replicas' vectors, as {@link AllReduce#sum} does.
   *
   * @param vector float32, rank 1 and contiguous, on the engine's device
   */
  void sum(Tensor vector);
}
