package io.github.sparkddpm.network.blocks;

/** The kinds of forward passes through a {@link Block}. */
public enum ForwardPass {
  /** A prediction, without dropout. */
  PREDICTING,
  /** A training pass that remembers what the backward pass needs. */
  TRAINING,
  /**
   * A training pass with the same output that remembers nothing. A pass of {@link #TRAINING} over
   * the same inputs follows before the backward pass.
   */
  FORGETTING;

  /** Returns whether dropout is applied. */
  boolean drops() {
    return this != PREDICTING;
  }

  /** Returns whether the block holds what its backward pass needs. */
  boolean remembers() {
    return this == TRAINING;
  }
}
