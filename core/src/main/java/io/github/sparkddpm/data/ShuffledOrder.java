package io.github.sparkddpm.data;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * A dataset's order: a pseudo-random permutation of its source's, so that neighbours in the dataset
 * are images of any class. A pure function of (seed, count).
 */
public final class ShuffledOrder {

  private ShuffledOrder() {}

  /**
   * Where the source's images go.
   *
   * @param count the number of images, at least 1
   * @return for each of the source's images its position in the dataset, a permutation of 0 to
   *     count - 1
   */
  public static int[] positions(NoiseStream noise, int count) {
    int[] positions = PermutationSampler.natural(count);
    PermutationSampler.shuffle(noise.generator(Purpose.DATASET_ORDER, 0, 0), positions);
    return positions;
  }
}
