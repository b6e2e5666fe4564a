package io.github.sparkddpm.training;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * The optimizer's settings in full, as a checkpoint records them for its readers.
 *
 * @param algorithm {@code adam}
 * @param learningRate after the warm-up
 * @param warmupSteps steps over which it rose linearly from 0
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the second moment's root
 * @param gradientClip largest global norm of a gradient
 * @param emaDecay decay of the parameters' moving average
 */
@JsonPropertyOrder({
  "algorithm",
  "learningRate",
  "warmupSteps",
  "beta1",
  "beta2",
  "epsilon",
  "gradientClip",
  "emaDecay"
})
public record Hyperparameters(
    String algorithm,
    double learningRate,
    long warmupSteps,
    double beta1,
    double beta2,
    double epsilon,
    double gradientClip,
    double emaDecay) {

  /** Returns the settings of Adam as this project's {@link Optimizer} applies it. */
  public static Hyperparameters of(OptimizerConfig config) {
    return new Hyperparameters(
        "adam",
        config.learningRate(),
        config.warmupSteps(),
        UpdateStep.BETA1,
        UpdateStep.BETA2,
        UpdateStep.EPSILON,
        config.gradientClip(),
        config.emaDecay());
  }
}
