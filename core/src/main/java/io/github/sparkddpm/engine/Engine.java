package io.github.sparkddpm.engine;

import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.ReplicaGroup;

/** An engine that computes the network in this process; its libraries are loaded. */
public interface Engine {

  /**
   * Returns the name and version of the library that computes, such as {@code nd4j 1.0.0-M2.1}.
   * Workers whose libraries differ may compute different results.
   */
  String library();

  /**
   * Returns whether the next batch's noise is drawn while a step is computed. That pays on a device
   * of its own, but not where it would take cores from the step.
   */
  boolean drawsAhead();

  /**
   * Sets the number of processor threads for everything that the calling thread computes.
   *
   * @param count at least 1
   */
  void threads(int count);

  /** Returns a network whose parameters are still to be loaded. */
  UNet network(UNetConfig config);

  /**
   * Returns a replica before its first step. Its parameters are those that DL4J initializes, the
   * same ones for every engine.
   *
   * @param seed of the parameters
   */
  Learner learner(UNetConfig config, OptimizerConfig optimizer, long seed);

  /**
   * Joins the replicas of a group to sum gradients on the device where they are. All replicas must
   * call it.
   *
   * @return the sums, to be closed before the group is left
   * @throws BackendException if a library for it is missing
   * @throws io.github.sparkddpm.training.LostMemberException if another replica is lost
   */
  AllReduce sums(ReplicaGroup group);
}
