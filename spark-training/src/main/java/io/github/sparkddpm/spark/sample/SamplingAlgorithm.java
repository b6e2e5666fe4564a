package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.sampling.TimestepSpacing;
import io.github.sparkddpm.sampling.Timesteps;

/** A published sampler. */
public enum SamplingAlgorithm {
  /** The ancestral sampler of Ho et al. 2020, algorithm 2. */
  ANCESTRAL,
  /** DDIM, by Song et al. 2021. */
  DDIM,
  /** DPM-Solver++, by Lu et al. 2022; with noise it is SDE-DPM-Solver++. */
  DPM_SOLVER_PLUS_PLUS,
  /** UniPC, by Zhao et al. 2023. */
  UNIPC;

  /** Returns whether it is a solver that uses the predictions of several steps. */
  public boolean isMultistep() {
    return this == DPM_SOLVER_PLUS_PLUS || this == UNIPC;
  }

  /**
   * Returns whether a spacing finds as many distinct timesteps as there are steps.
   *
   * @param steps S, in [1, T]
   */
  public boolean isSpaced(TimestepSpacing spacing, int total, int steps) {
    return isMultistep() ? spacing.distinctAboveZero(total, steps) : spacing.distinct(total, steps);
  }

  /**
   * Chooses the timesteps that it visits.
   *
   * @param total T, at least 1
   * @param steps S, in [1, T], or 0 for all
   */
  Timesteps timesteps(TimestepSpacing spacing, int total, int steps) {
    if (steps == 0) {
      return Timesteps.all(total);
    }
    return isMultistep() ? spacing.chooseAboveZero(total, steps) : spacing.choose(total, steps);
  }
}
