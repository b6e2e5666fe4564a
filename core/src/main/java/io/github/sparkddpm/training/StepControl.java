package io.github.sparkddpm.training;

import java.util.function.Consumer;

/**
 * An optimizer's steps, whatever memory its vectors lie in: counts them, clips, warms up, and skips
 * a step whose gradient is not finite.
 */
public final class StepControl {

  private final OptimizerConfig config;
  private long step;
  private int nonFiniteInARow;

  /** Begins at step 0. */
  public StepControl(OptimizerConfig config) {
    this.config = config;
  }

  /** Returns the steps done, skipped ones included. */
  public long step() {
    return step;
  }

  /** Goes on after a number of steps done. */
  public void goOnAfter(long steps) {
    step = steps;
  }

  /**
   * Does one step, or skips it when the gradient is not finite.
   *
   * @param norm the gradient's global norm
   * @param update changes the vectors
   * @return the norm
   * @throws DivergedException if more steps in a row were skipped than the configuration allows
   */
  public double apply(double norm, Consumer<UpdateStep> update) {
    if (Double.isFinite(norm)) {
      nonFiniteInARow = 0;
      double scale = Math.min(1, config.gradientClip() / norm);
      update.accept(new UpdateStep(step, scale, config));
    } else if (++nonFiniteInARow > config.maxNonFiniteSteps()) {
      throw new DivergedException(step, nonFiniteInARow);
    }
    step++;
    return norm;
  }
}
