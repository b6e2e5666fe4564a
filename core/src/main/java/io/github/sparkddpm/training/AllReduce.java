package io.github.sparkddpm.training;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A sum of vectors over the replicas of a network. */
public interface AllReduce extends AutoCloseable {

  /**
   * Replaces a vector by the sum of all replicas' vectors, the same bits on each. All replicas call
   * this with vectors of the same length, in the same order.
   *
   * @throws RuntimeException if another replica is lost; the vector is then not to be used
   */
  void sum(INDArray vector);

  /**
   * Replaces two vectors by their sums, with the bits that {@link #sum(INDArray)} gives each. Ways
   * for which the number of messages matters send both in the same ones.
   */
  default void sum(INDArray vector, INDArray another) {
    sum(vector);
    sum(another);
  }

  /** Leaves the other replicas; this object cannot be used afterwards. */
  @Override
  default void close() {}

  /** Returns the sum of one replica alone, which is its own vector. */
  static AllReduce alone() {
    return vector -> {};
  }
}
