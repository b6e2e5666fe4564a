package io.github.sparkddpm.spark.train.dl4j;

import org.deeplearning4j.optimize.solvers.accumulation.encoding.ResidualPostProcessor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Shares what a message has left over as a second message, of its own smaller threshold: four bits
 * a parameter in all.
 *
 * <p>Two bits are too few for Adam's updates: what is left of them is as large as a step, and the
 * network follows it some steps late, which halves its speed of learning. More messages than {@link
 * #MESSAGES} do not fit into DL4J's queue of a replica's own.
 */
final class Refinement implements ResidualPostProcessor {

  private static final long serialVersionUID = 1L;

  /** Messages of one step. */
  static final int MESSAGES = 2;

  private boolean refining;

  @Override
  public void processResidual(int iteration, int epoch, double threshold, INDArray residual) {
    if (refining) {
      return;
    }
    refining = true;
    try {
      ExecutorState.here().sharing().broadcastUpdates(residual, iteration, epoch);
    } finally {
      refining = false;
    }
  }

  /** DL4J makes one for each thread. */
  @Override
  public ResidualPostProcessor clone() {
    return new Refinement();
  }
}
