package io.github.sparkddpm.sampling;

import java.util.List;
import java.util.stream.IntStream;

/** The published ways to choose S of T timesteps. */
public enum TimestepSpacing {
  /**
   * Evenly from 0 to T - 1, both included: improved-diffusion's {@code "S"}, diffusers' {@code
   * linspace}. A single step is T - 1, where sampling starts.
   */
  LINSPACE,
  /**
   * Every (T/S)-th from 0, which leaves out the last: Song et al. 2021 (DDIM), diffusers' {@code
   * leading}.
   */
  LEADING,
  /** Every (T/S)-th down from T - 1, which leaves out the first: diffusers' {@code trailing}. */
  TRAILING,
  /** Squares of even steps up to 0.8 T, dense near the image: Song et al. 2021 on CIFAR-10. */
  QUADRATIC;

  /**
   * Chooses the timesteps.
   *
   * @param total T, at least 1
   * @param steps S, in [1, T]; QUADRATIC finds no S distinct ones when S is near T
   */
  public Timesteps choose(int total, int steps) {
    if (steps < 1 || steps > total) {
      throw new IllegalArgumentException(
          "Sampling steps must be in [1, %s], the timesteps of the model, got %s"
              .formatted(total, steps));
    }
    return new Timesteps(
        total, IntStream.range(0, steps).mapToObj(j -> timestep(total, steps, j)).toList());
  }

  /**
   * Chooses timesteps above 0 for a solver whose last step goes from the lowest one to the image
   * itself. It takes S + 1 as {@link #choose} does, without 0, as diffusers' multistep solvers do.
   *
   * @param total T, at least 1
   * @param steps S, in [1, T]; T are all timesteps, 0 included
   */
  public Timesteps chooseAboveZero(int total, int steps) {
    if (this == TRAILING || steps >= total) {
      return choose(total, steps);
    }
    List<Integer> fromZero = choose(total, steps + 1).chosen();
    return new Timesteps(total, fromZero.subList(1, fromZero.size()));
  }

  /** Returns whether {@link #choose} finds so many distinct timesteps. */
  public boolean distinct(int total, int steps) {
    return IntStream.range(0, steps).map(j -> timestep(total, steps, j)).distinct().count()
        == steps;
  }

  /** Returns whether {@link #chooseAboveZero} finds so many distinct timesteps. */
  public boolean distinctAboveZero(int total, int steps) {
    return distinct(total, this == TRAILING || steps >= total ? steps : steps + 1);
  }

  private int timestep(int total, int steps, int j) {
    return switch (this) {
      case LINSPACE -> round(steps == 1 ? total - 1 : j * (total - 1.0) / (steps - 1));
      case LEADING -> j * (total / steps);
      case TRAILING -> round(total - (steps - 1 - j) * (double) total / steps) - 1;
      case QUADRATIC -> (int) Math.pow(j * Math.sqrt(0.8 * total) / Math.max(1, steps - 1), 2);
    };
  }

  /** Rounds half to even, as NumPy does. */
  private static int round(double value) {
    return (int) Math.rint(value);
  }
}
