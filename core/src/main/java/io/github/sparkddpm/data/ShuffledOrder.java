package io.github.sparkddpm.data;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.io.Serializable;

/**
 * The order of a dataset: a pseudo-random permutation of its source, so that neighbours are images
 * of any class. A pure function of (seed, count), in the same memory for any number of images.
 *
 * <p>It is the generalized Feistel cipher with cycle walking of J. Black and P. Rogaway, "Ciphers
 * with Arbitrary Finite Domains" (2002). Numbers below a * b, hardly more than the images, are
 * pairs (left below a, right below b); a round replaces (left, right) by (right, left + F(right)),
 * modulo a and b by turns. A result that is no image is permuted again. F is a stream of {@link
 * NoiseStream}, one a round: the order has to look random, not to withstand attacks.
 */
public final class ShuffledOrder implements Serializable {

  private static final long serialVersionUID = 1L;

  /** An even number. From 12 on, orders of few images too are equally likely over the seeds. */
  private static final int ROUNDS = 12;

  private final int count;
  private final long a;
  private final long b;
  private final long[] keys = new long[ROUNDS];

  /**
   * Creates the order.
   *
   * @param count the number of images, at least 1
   */
  public ShuffledOrder(NoiseStream noise, int count) {
    this.count = count;
    this.a = (long) Math.ceil(Math.sqrt(count));
    this.b = (count + a - 1) / a;
    for (int round = 0; round < ROUNDS; round++) {
      keys[round] = noise.key(Purpose.DATASET_ORDER, round + 1L, 0);
    }
  }

  /** Returns the number of images. */
  public int count() {
    return count;
  }

  /**
   * Returns the position in the dataset of one of the source's images.
   *
   * @param index of the image, 0 to count - 1
   * @return one of 0 to count - 1, another for each image
   */
  public int position(int index) {
    long position = permuted(index);
    while (position >= count) {
      position = permuted(position);
    }
    return (int) position;
  }

  private long permuted(long number) {
    long left = number % a;
    long right = number / a;
    for (int round = 0; round < ROUNDS; round++) {
      long modulus = round % 2 == 0 ? a : b;
      long next = (left + (NoiseStream.bits(keys[round], right) >>> 1) % modulus) % modulus;
      left = right;
      right = next;
    }
    return right * a + left;
  }
}
