package io.github.sparkddpm.training;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Everything that changes while training, and that a resumed run needs to go on as if never
 * stopped.
 *
 * @param step optimizer steps done; 0 for a fresh state
 * @param parameters flat vector [P]
 * @param ema exponential moving average of the parameters, [P]
 * @param adamMean Adam's first moment, [P]
 * @param adamVariance Adam's second moment, [P]
 */
public record TrainingState(
    long step, INDArray parameters, INDArray ema, INDArray adamMean, INDArray adamVariance) {

  /** The same vectors, not copied, at another step. */
  TrainingState at(long step) {
    return new TrainingState(step, parameters, ema, adamMean, adamVariance);
  }
}
