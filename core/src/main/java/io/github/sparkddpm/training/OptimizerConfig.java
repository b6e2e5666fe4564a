package io.github.sparkddpm.training;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import java.io.Serializable;

/**
 * The configuration of the optimizer.
 *
 * @param learningRate Adam's learning rate after the warm-up, above 0
 * @param warmupSteps steps over which it rises linearly from 0, 0 or more
 * @param gradientClip largest global norm of a gradient, above 0; a longer one is scaled down
 * @param emaDecay decay in [0, 1) of the parameters' moving average, warmed up
 * @param maxNonFiniteSteps consecutive steps with a non-finite gradient that are skipped before
 *     training stops, 0 or more
 */
public record OptimizerConfig(
    double learningRate,
    long warmupSteps,
    double gradientClip,
    double emaDecay,
    int maxNonFiniteSteps)
    implements Serializable {

  public OptimizerConfig {
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "training.learning-rate",
        learningRate,
        "above 0");
    require(warmupSteps >= 0, "training.warmup-steps", warmupSteps, "0 or more");
    require(gradientClip > 0, "training.gradient-clip", gradientClip, "above 0");
    require(emaDecay >= 0 && emaDecay < 1, "training.ema-decay", emaDecay, "in [0, 1)");
    require(
        maxNonFiniteSteps >= 0, "training.max-non-finite-steps", maxNonFiniteSteps, "0 or more");
  }

  /** Returns the learning rate of a zero-based step. */
  public double learningRate(long step) {
    return step < warmupSteps ? learningRate * (step + 1) / warmupSteps : learningRate;
  }

  /**
   * Returns the decay of the moving average at a zero-based step: min(decay, (1 + n) / (10 + n)).
   * The warm-up keeps a short run's average from lagging behind at its random start.
   */
  public double emaDecay(long step) {
    return Math.min(emaDecay, (1.0 + step) / (10.0 + step));
  }
}
