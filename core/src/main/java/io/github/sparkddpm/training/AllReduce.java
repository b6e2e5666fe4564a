package io.github.sparkddpm.training;

import org.nd4j.linalg.api.ndarray.INDArray;

/** How the replicas of a network add up what each of them has. */
public interface AllReduce extends AutoCloseable {

  /**
   * Replaces a vector by the sum of all replicas' vectors, the same bits on each. All replicas call
   * this with vectors of the same length, in the same order.
   *
   * @throws RuntimeException if another replica is lost; the vector is then not to be used
   */
  void sum(INDArray vector);

  /** Leaves the others; it is of no use afterwards. */
  @Override
  default void close() {}

  /** One replica alone: its own vector is the sum. */
  static AllReduce alone() {
    return vector -> {};
  }
}
