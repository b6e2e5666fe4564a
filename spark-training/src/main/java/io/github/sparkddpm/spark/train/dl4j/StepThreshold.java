package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.training.OptimizerConfig;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithmReducer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The least change of a parameter that is shared: in proportion to the learning rate, which is also
 * about the most that one step of Adam changes.
 *
 * @param scale what the learning rate is multiplied with
 */
record StepThreshold(OptimizerConfig optimizer, double scale) implements ThresholdAlgorithm {

  @Override
  public double calculateThreshold(
      int iteration,
      int epoch,
      Double lastThreshold,
      Boolean lastWasDense,
      Double lastSparsity,
      INDArray updates) {
    return scale * optimizer.learningRate(iteration);
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
  private record Same(StepThreshold threshold) implements ThresholdAlgorithmReducer {

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
