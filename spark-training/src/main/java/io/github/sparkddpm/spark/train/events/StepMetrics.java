package io.github.sparkddpm.spark.train.events;

import java.io.Serializable;
import java.util.List;

/**
 * Metrics of the steps since the metrics before. Means leave out skipped steps; a mean over nothing
 * is NaN, and so is what DL4J's ways do not measure.
 *
 * @param step steps done
 * @param steps how many steps these metrics are of
 * @param loss mean loss of the batch's images
 * @param smoothedLoss mean loss over the last {@value LossWindow#STEPS} steps, or those since the
 *     run was started or resumed if they are fewer
 * @param lossByQuarter mean loss of the images whose t fell into each quarter of 1..T, from the
 *     least noise to the most
 * @param gradientNorm mean global norm of the gradient before clipping
 * @param learningRate of the last step
 * @param imagesPerSecond over those seconds
 * @param seconds that the steps took, wall clock, everything included
 * @param secondsWaitingForData time the first worker spent on getting its images
 * @param secondsDrawingNoise time it spent on drawing t and epsilon and making x_t
 * @param secondsCombining time it spent on sums over the workers, the wait for slower ones included
 * @param secondsSumming time of these sums alone, as the worker that came last spent it
 * @param secondsWaitingForWorkers time that workers waited for the slowest one, their mean
 * @param skippedSteps steps with a non-finite gradient
 */
public record StepMetrics(
    long step,
    int steps,
    double loss,
    double smoothedLoss,
    List<Double> lossByQuarter,
    double gradientNorm,
    double learningRate,
    double imagesPerSecond,
    double seconds,
    double secondsWaitingForData,
    double secondsDrawingNoise,
    double secondsCombining,
    double secondsSumming,
    double secondsWaitingForWorkers,
    int skippedSteps)
    implements Serializable {

  public StepMetrics {
    lossByQuarter = List.copyOf(lossByQuarter);
  }
}
