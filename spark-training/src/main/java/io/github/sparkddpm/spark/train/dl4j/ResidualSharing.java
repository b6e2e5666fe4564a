package io.github.sparkddpm.spark.train.dl4j;

import org.deeplearning4j.optimize.solvers.accumulation.encoding.ResidualPostProcessor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Shares the remainder of a message as a second message, which has its own smaller threshold: four
 * bits a parameter in all.
 *
 * <p>Two bits are too few for Adam's updates. The remainder is as large as a step, and the network
 * would follow it some steps late, which halves its speed of learning. More messages than {@link
 * #MESSAGES} do not fit into DL4J's queue of a replica's own.
 */
final class ResidualSharing implements ResidualPostProcessor {

  private static final long serialVersionUID = 1L;

  /** The number of messages of one step. */
  static final int MESSAGES = 2;

  private boolean sharing;

  @Override
  public void processResidual(int iteration, int epoch, double threshold, INDArray residual) {
    if (sharing) {
      return;
    }
    sharing = true;
    try {
      ExecutorState.here().sharing().broadcastUpdates(residual, iteration, epoch);
    } finally {
      sharing = false;
    }
  }

  /** Returns a copy, one for each of DL4J's threads. */
  @Override
  public ResidualPostProcessor clone() {
    return new ResidualSharing();
  }
}
