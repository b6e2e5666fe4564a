package io.github.sparkddpm.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;

/**
 * The optimizer's settings in full, as a checkpoint records them for its readers.
 *
 * @param algorithm {@code adam}, or {@code adamw} with weight decay
 * @param learningRate after the warm-up, at its highest
 * @param warmupSteps steps over which it rose linearly from 0
 * @param rateSchedule how it goes on: {@code constant}, {@code cosine} or {@code linear}
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the second moment's root
 * @param weightDecay share of every parameter that a step takes off, times the learning rate
 * @param gradientClip largest global norm of a gradient
 * @param emaDecay decay of the parameters' moving average
 * @param moreEmaDecays decays of its further averages
 */
@JsonPropertyOrder({
  "algorithm",
  "learningRate",
  "warmupSteps",
  "rateSchedule",
  "beta1",
  "beta2",
  "epsilon",
  "weightDecay",
  "gradientClip",
  "emaDecay",
  "moreEmaDecays"
})
public record Hyperparameters(
    String algorithm,
    double learningRate,
    long warmupSteps,
    String rateSchedule,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double gradientClip,
    double emaDecay,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Double> moreEmaDecays) {

  public Hyperparameters {
    moreEmaDecays = moreEmaDecays == null ? List.of() : List.copyOf(moreEmaDecays);
  }

  /** Returns the settings as this project's {@link Optimizer} applies them. */
  public static Hyperparameters of(OptimizerConfig config) {
    return new Hyperparameters(
        config.weightDecay() > 0 ? "adamw" : "adam",
        config.learningRate(),
        config.warmupSteps(),
        config.rateSchedule().name().toLowerCase(Locale.ROOT),
        config.beta1(),
        config.beta2(),
        UpdateStep.EPSILON,
        config.weightDecay(),
        config.gradientClip(),
        config.emaDecay(),
        config.moreEmaDecays());
  }
}
