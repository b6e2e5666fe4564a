package io.github.sparkddpm.evaluation;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * The timesteps at which an image's bound is computed, chosen so that the sum of T terms costs K
 * calls of the network.
 *
 * <p>The timesteps are cut into K runs whose starts grow with the square of the run's number. Runs
 * are thus short near the image, where the terms are large, and longer further away. With more than
 * one run, the first is timestep 0 alone. From each run one timestep is drawn evenly, for every
 * image anew, and its term stands for the whole run. The expectation is therefore the whole sum,
 * whatever the terms are.
 *
 * @param timesteps T, at least 1
 * @param count K, in [1, T]; T computes every term
 */
public record TimestepStrata(int timesteps, int count) implements Serializable {

  public TimestepStrata {
    if (count < 1 || count > timesteps) {
      throw new IllegalArgumentException(
          "Timesteps of an image must be in [1, %s], the timesteps of the model, got %s"
              .formatted(timesteps, count));
    }
  }

  /** Returns the first timestep of a run, in [0, T]; T for run K. */
  int start(int stratum) {
    if (stratum == 0 || stratum == count) {
      return stratum == 0 ? 0 : timesteps;
    }
    double share = (stratum - 1.0) / (count - 1);
    return 1 + Math.max(stratum - 1, (int) Math.round((timesteps - 1) * share * share));
  }

  /** Returns the number of timesteps in a run, which its drawn timestep stands for. */
  public int width(int stratum) {
    return start(stratum + 1) - start(stratum);
  }

  /**
   * Draws the timestep of a run for every image.
   *
   * @param stratum in [0, K)
   * @param ids the images' ids, length B
   * @return zero-based timesteps, length B
   */
  public int[] draw(NoiseStream noise, int stratum, long[] ids) {
    int width = width(stratum);
    return IntStream.range(0, ids.length)
        .map(
            b ->
                start(stratum)
                    + noise.uniformInt(Purpose.EVALUATION_TIMESTEP, stratum, ids[b], width))
        .toArray();
  }
}
