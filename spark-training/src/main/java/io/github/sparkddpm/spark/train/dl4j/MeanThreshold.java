package io.github.sparkddpm.spark.train.dl4j;

import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithmReducer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The change by which a parameter's update is shared. It is in proportion to the mean of what has
 * not been shared yet, so that the remainders of many steps are shared at once.
 *
 * <p>So many updates then reach it that DL4J keeps to its encoding of two bits each. DL4J's change
 * to that encoding from the sparse one loses updates. Where nothing reaches the threshold it sends
 * nothing, which could not be told from a lost message.
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

  /** A reducer for thresholds that are the same on all executors. */
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
