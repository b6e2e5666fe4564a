package io.github.sparkddpm.training;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * The configuration of the optimizer, Adam (Kingma and Ba 2015) or, with weight decay, AdamW
 * (Loshchilov and Hutter 2019).
 *
 * @param steps optimizer steps of the whole run, those before a resume included; at least 1
 * @param learningRate Adam's learning rate after the warm-up, above 0
 * @param warmupSteps steps over which it rises linearly from 0, 0 or more
 * @param rateSchedule how it goes on from there to the run's last step
 * @param beta1 decay of the gradient's moving average, in [0, 1)
 * @param beta2 decay of the squared gradient's moving average, in [0, 1)
 * @param weightDecay share of every parameter that a step takes off, times the learning rate; 0 or
 *     more
 * @param gradientClip largest global norm of a gradient, above 0; a longer one is scaled down
 * @param accumulate parts, at least 1, into which a worker cuts its images of a step: it computes
 *     their gradients one after the other, in the memory of one, and adds them up
 * @param gradientCheckpointing whether the network keeps the outputs of its blocks alone, and
 *     computes each block again for its backward pass (Chen et al. 2016)
 * @param emaDecay decay in [0, 1) of the parameters' moving average, warmed up
 * @param moreEmaDecays decays of further averages, all different
 * @param maxNonFiniteSteps consecutive steps with a non-finite gradient that are skipped before
 *     training stops, 0 or more
 */
public record OptimizerConfig(
    long steps,
    double learningRate,
    long warmupSteps,
    RateSchedule rateSchedule,
    double beta1,
    double beta2,
    double weightDecay,
    double gradientClip,
    int accumulate,
    boolean gradientCheckpointing,
    double emaDecay,
    List<Double> moreEmaDecays,
    int maxNonFiniteSteps)
    implements Serializable {

  public OptimizerConfig {
    require(steps >= 1, "training.steps", steps, "at least 1");
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "training.learning-rate",
        learningRate,
        "above 0");
    require(warmupSteps >= 0, "training.warmup-steps", warmupSteps, "0 or more");
    require(beta1 >= 0 && beta1 < 1, "training.beta1", beta1, "in [0, 1)");
    require(beta2 >= 0 && beta2 < 1, "training.beta2", beta2, "in [0, 1)");
    require(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "training.weight-decay",
        weightDecay,
        "0 or more");
    require(gradientClip > 0, "training.gradient-clip", gradientClip, "above 0");
    require(accumulate >= 1, "training.accumulate", accumulate, "at least 1");
    require(isDecay(emaDecay), "training.ema-decay", emaDecay, "in [0, 1)");
    moreEmaDecays = List.copyOf(moreEmaDecays);
    require(
        moreEmaDecays.stream().allMatch(OptimizerConfig::isDecay)
            && Set.copyOf(moreEmaDecays).size() == moreEmaDecays.size(),
        "training.more-ema-decays",
        moreEmaDecays,
        "different numbers in [0, 1)");
    require(
        maxNonFiniteSteps >= 0, "training.max-non-finite-steps", maxNonFiniteSteps, "0 or more");
  }

  /** Creates Adam with its published decays, at a constant rate after the warm-up. */
  public OptimizerConfig(
      double learningRate,
      long warmupSteps,
      double gradientClip,
      double emaDecay,
      int maxNonFiniteSteps) {
    this(
        Long.MAX_VALUE,
        learningRate,
        warmupSteps,
        RateSchedule.CONSTANT,
        0.9,
        0.999,
        0,
        gradientClip,
        1,
        false,
        emaDecay,
        List.of(),
        maxNonFiniteSteps);
  }

  private static boolean isDecay(double decay) {
    return decay >= 0 && decay < 1;
  }

  /** Returns the learning rate of a zero-based step. */
  public double learningRate(long step) {
    return rateSchedule.rate(learningRate, warmupSteps, steps, step);
  }

  /**
   * Returns the decay of the moving average at a zero-based step: min(decay, (1 + n) / (10 + n)).
   * The warm-up keeps a short run's average from lagging behind at its random start.
   */
  public double emaDecay(long step) {
    return warmedUp(emaDecay, step);
  }

  /** Returns the decays of the further averages at a zero-based step. */
  public double[] moreEmaDecays(long step) {
    return moreEmaDecays.stream().mapToDouble(decay -> warmedUp(decay, step)).toArray();
  }

  private static double warmedUp(double decay, long step) {
    return Math.min(decay, (1.0 + step) / (10.0 + step));
  }
}
