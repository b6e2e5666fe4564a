package io.github.sparkddpm.spark.train.dl4j;

import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithmReducer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The change that a parameter's update is shared as: in proportion to the mean of what has not been
 * shared yet, so that what many steps have left over is shared at once.
 *
 * <p>So many updates then reach it that DL4J keeps to its encoding of two bits each. Its change
 * from the sparse encoding to that one loses updates, and where nothing reaches the threshold it
 * sends nothing, which could not be told from a lost message.
 */
record MeanThreshold() implements ThresholdAlgorithm {

  private static final double OF_MEAN = 1.5;

  @Override
  public double calculateThreshold(
      int iteration,
      int epoch,
      Double lastThreshold,
      Boolean lastWasDense,
      Double lastSparsity,
      INDArray updates) {
    return OF_MEAN * updates.norm1Number().doubleValue() / updates.length();
  }

  @Override
  public ThresholdAlgorithmReducer newReducer() {
    return new Same(this);
  }

  @Override
  public ThresholdAlgorithm clone() {
    return this;
  }

  /** All executors have the same one. */
  private record Same(MeanThreshold threshold) implements ThresholdAlgorithmReducer {

    @Override
    public void add(ThresholdAlgorithm other) {}

    @Override
    public ThresholdAlgorithmReducer merge(ThresholdAlgorithmReducer other) {
      return this;
    }

    @Override
    public ThresholdAlgorithm getFinalResult() {
      return threshold;
    }
  }
}
