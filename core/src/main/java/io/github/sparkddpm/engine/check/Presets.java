package io.github.sparkddpm.engine.check;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.training.OptimizerConfig;
import java.util.List;

/** The networks that are checked, with the shapes of the presets of the same names. */
final class Presets {

  /** A small network with blocks, attention and dropout of every kind. */
  static final UNetConfig TINY = new UNetConfig(8, 3, 8, List.of(1, 2), 1, List.of(4), 0.25, 4);

  static final GaussianDiffusion DIFFUSION =
      new GaussianDiffusion(NoiseSchedule.linear(1000), Variance.FIXED_SMALL, true);

  /** The decay of the demo, whose average follows within a few steps. */
  private static final double EMA_DECAY = 0.995;

  private Presets() {}

  static UNetConfig network(String name) {
    return switch (name) {
      case "tiny" -> TINY;
      case "small" -> new UNetConfig(28, 1, 8, List.of(1, 2, 2), 1, List.of(7), 0, 4);
      case "demo" -> new UNetConfig(28, 1, 16, List.of(1, 2, 2), 1, List.of(7), 0, 8);
      case "digits" -> new UNetConfig(28, 1, 32, List.of(1, 2, 2), 1, List.of(7), 0, 8);
      case "rgb32" -> new UNetConfig(32, 3, 64, List.of(1, 2, 2), 2, List.of(16), 0.1, 32);
      case "cifar10" -> new UNetConfig(32, 3, 128, List.of(1, 2, 2, 2), 2, List.of(16), 0.1, 32);
      default ->
          throw new IllegalArgumentException(
              "No network %s to check, expected tiny, small, demo, digits, rgb32 or cifar10"
                  .formatted(name));
    };
  }

  /** Returns Adam's settings with a warm-up; no step may have a gradient that is not finite. */
  static OptimizerConfig optimizer(double learningRate, long warmupSteps) {
    return new OptimizerConfig(learningRate, warmupSteps, 1, EMA_DECAY, 0);
  }
}
