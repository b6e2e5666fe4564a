package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.training.OptimizerConfig;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithmReducer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The change that a parameter's update is shared as: nearly the most that one step of Adam changes,
 * so that what is left over for later steps is never much more than that.
 *
 * <p>Where updates are much smaller it follows them down: so many then reach it that DL4J keeps to
 * its encoding of two bits each. Its change from the sparse encoding to that one loses updates, and
 * where nothing reaches the threshold it sends nothing, which could not be told from a lost
 * message.
 *
 * @param scale what the learning rate is multiplied with
 */
record StepThreshold(OptimizerConfig optimizer, double scale) implements ThresholdAlgorithm {

  /** Adam's first step changes every parameter by a little less than the learning rate. */
  private static final double OF_STEP = 0.9;

  private static final double OF_MEAN = 1.5;

  @Override
  public double calculateThreshold(
      int iteration,
      int epoch,
      Double lastThreshold,
      Boolean lastWasDense,
      Double lastSparsity,
      INDArray updates) {
    double mean = updates.norm1Number().doubleValue() / updates.length();
    return Math.min(OF_STEP * scale * optimizer.learningRate(iteration), OF_MEAN * mean);
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
