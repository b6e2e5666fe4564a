package io.github.sparkddpm.data;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * Which examples each training step sees: every epoch is a fresh permutation of all of them, and
 * batches run on over the border of two epochs, so that none is dropped.
 *
 * <p>A pure function of (seed, count, batch size, step): a resumed run sees what an uninterrupted
 * one would have seen. Steps asked for in order cost one shuffle an epoch. Not thread-safe.
 */
public final class EpochOrder {

  private final NoiseStream noise;
  private final int count;
  private final int batchSize;
  private long cachedEpoch = -1;
  private int[] permutation;

  /**
   * @param count the number of examples, at least 1
   * @param batchSize B, the examples of a step over all workers, at least 1; may exceed count
   */
  public EpochOrder(NoiseStream noise, int count, int batchSize) {
    if (count < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "The order of examples needs at least 1 example and a batch of at least 1, got %d and %d"
              .formatted(count, batchSize));
    }
    this.noise = noise;
    this.count = count;
    this.batchSize = batchSize;
  }

  /**
   * The examples of a step.
   *
   * @param step zero-based
   * @return B positions in [0, count)
   */
  public int[] batch(long step) {
    int[] positions = new int[batchSize];
    long first = Math.multiplyExact(step, (long) batchSize);
    for (int b = 0; b < batchSize; b++) {
      long index = first + b;
      positions[b] = permutation(index / count)[(int) (index % count)];
    }
    return positions;
  }

  private int[] permutation(long epoch) {
    if (epoch != cachedEpoch) {
      permutation = PermutationSampler.natural(count);
      PermutationSampler.shuffle(noise.generator(Purpose.SHUFFLE, epoch, 0), permutation);
      cachedEpoch = epoch;
    }
    return permutation;
  }
}
