package io.github.sparkddpm.sampling;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The timesteps that a sampler visits, out of the T that the model was trained on.
 *
 * @param total T, at least 1
 * @param chosen zero-based timesteps in [0, T), strictly increasing, at least one
 */
public record Timesteps(int total, List<Integer> chosen) {

  public Timesteps {
    chosen = List.copyOf(chosen);
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "A sampler needs at least 1 of the %s timesteps".formatted(total));
    }
    int previous = -1;
    for (int timestep : chosen) {
      if (timestep <= previous || timestep >= total) {
        throw new IllegalArgumentException(
            "Timesteps must increase strictly and lie in [0, %s), got %s after %s"
                .formatted(total, timestep, previous));
      }
      previous = timestep;
    }
  }

  /** Returns all T timesteps, as in Ho et al. 2020. */
  public static Timesteps all(int total) {
    return new Timesteps(total, IntStream.range(0, total).boxed().toList());
  }

  /** Returns the number of timesteps visited. */
  public int steps() {
    return chosen.size();
  }
}
