package io.github.sparkddpm.training;

import io.github.sparkddpm.host.HostMemory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Everything that changes while training, and that a resumed run needs to continue as if it had
 * never stopped.
 *
 * @param step optimizer steps done; 0 for a fresh state
 * @param parameters flat vector [P]
 * @param ema exponential moving average of the parameters, [P]
 * @param adamMean Adam's first moment, [P]
 * @param adamVariance Adam's second moment, [P]
 */
public record TrainingState(
    long step, INDArray parameters, INDArray ema, INDArray adamMean, INDArray adamVariance) {

  /**
   * Returns whether parameters and average are free of NaN and infinities. A sum is finite only if
   * all its terms are.
   */
  public boolean isFinite() {
    return Double.isFinite(parameters.sumNumber().doubleValue())
        && Double.isFinite(ema.sumNumber().doubleValue());
  }

  /** Returns whether step and vectors are the same, value by value and without tolerance. */
  public boolean isSameAs(TrainingState other) {
    return step == other.step
        && areSame(parameters, other.parameters)
        && areSame(ema, other.ema)
        && areSame(adamMean, other.adamMean)
        && areSame(adamVariance, other.adamVariance);
  }

  /** Compares exactly: {@code INDArray.equals} has a tolerance far above Adam's second moment. */
  private static boolean areSame(INDArray one, INDArray other) {
    return one.length() == other.length()
        && HostMemory.floats(one).equals(HostMemory.floats(other));
  }

  /** Returns the same vectors, not copied, at another step. */
  TrainingState at(long step) {
    return new TrainingState(step, parameters, ema, adamMean, adamVariance);
  }
}
