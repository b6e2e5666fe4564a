package io.github.sparkddpm.data;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * The order of a dataset: a pseudo-random permutation of its source, so that neighbours are images
 * of any class. A pure function of (seed, count).
 */
public final class ShuffledOrder {

  private ShuffledOrder() {}

  /**
   * Returns the positions in the dataset of a source's images.
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
