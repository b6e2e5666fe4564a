package io.github.sparkddpm.spark.train.dl4j;

import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithmReducer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The change that a parameter's update is shared as: the mean magnitude of what is to be shared,
 * the rest of steps before included.
 *
 * <p>So what is left over stays in proportion to the updates, whatever Adam and the learning rate
 * make of them, and so many of them reach the threshold that DL4J always encodes them as two bits
 * each: its change from its sparse encoding to that one loses updates, and where nothing reaches
 * the threshold it sends nothing, which could not be told from a message that was lost.
 */
record MeanThreshold(double scale) implements ThresholdAlgorithm {

  @Override
  public double calculateThreshold(
      int iteration,
      int epoch,
      Double lastThreshold,
      Boolean lastWasDense,
      Double lastSparsity,
      INDArray updates) {
    return scale * updates.norm1Number().doubleValue() / updates.length();
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
