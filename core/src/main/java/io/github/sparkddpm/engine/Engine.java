package io.github.sparkddpm.engine;

import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.ReplicaGroup;

/** What computes the network in this process; its libraries are loaded. */
public interface Engine {

  /**
   * The library that computes and its version, as in {@code nd4j 1.0.0-M2.1}: workers that differ
   * in it may compute differently.
   */
  String library();

  /**
   * Whether the next batch's noise is to be drawn while a step is computed: so on a device of its
   * own, not where that would take cores from the step.
   */
  boolean drawsAhead();

  /**
   * Sets how many threads of the processor what the calling thread computes may use.
   *
   * @param count at least 1
   */
  void threads(int count);

  /** A network whose parameters are to be loaded. */
  UNet network(UNetConfig config);

  /**
   * A replica before its first step. Its parameters are those that DL4J initializes: the same ones
   * whatever the engine.
   *
   * @param seed of the parameters
   */
  Learner learner(UNetConfig config, OptimizerConfig optimizer, long seed);

  /**
   * Joins the replicas of a group, all of which call this, to sum gradients where they are.
   *
   * @return the sums, to be closed before the group is left
   * @throws BackendException if a library for it is missing
   * @throws io.github.sparkddpm.training.LostMemberException if another replica is lost
   */
  AllReduce sums(ReplicaGroup group);
}
