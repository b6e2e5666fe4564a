package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.random.NoiseStream;

/**
 * The values that dropout zeroes in one block, defined by counters so that every engine zeroes the
 * same ones.
 *
 * <p>Value i of an example, channels last, takes lane i % 4 of word i / 4 of {@link
 * NoiseStream#bits}; lane 0 is the lowest 16 bits. It is zeroed if the lane, as a signed number, is
 * below {@link #dropBelow()}.
 *
 * @param probability in [0, 1), applied in steps of 1/65536
 * @param block tells the masks of a network's blocks apart; in [0, 1024)
 */
public record DropoutRule(double probability, int block) {

  /** The number of values that share a word. */
  public static final int LANES = 4;

  private static final int LANE_BITS = 16;
  private static final int LEVELS = 1 << LANE_BITS;
  private static final int MAX_BLOCKS = 1024;

  /** Returns whether dropout zeroes anything at all. */
  public boolean drops() {
    return probability > 0;
  }

  /** Returns the key of one example's mask in one step. */
  public long key(NoiseStream noise, long step, long exampleId) {
    // Blocks are few: their number takes the low bits of the step's key.
    return noise.key(NoiseStream.Purpose.DROPOUT, step * MAX_BLOCKS + block, exampleId);
  }

  /** Returns the bound below which a signed lane of 16 bits zeroes its value. */
  public int dropBelow() {
    return (int) Math.round(probability * LEVELS) - LEVELS / 2;
  }

  /** Returns the factor of values that are kept: 1 / (1 - probability). */
  public float kept() {
    return (float) (1 / (1 - probability));
  }

  /**
   * Writes an example's mask: 0 or {@link #kept()}.
   *
   * @param key as {@link #key} returns it
   */
  public void fill(float[] mask, long key) {
    int bound = dropBelow();
    float kept = kept();
    int whole = mask.length - mask.length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      long bits = NoiseStream.bits(key, i / LANES);
      mask[i] = (short) bits < bound ? 0 : kept;
      mask[i + 1] = (short) (bits >>> LANE_BITS) < bound ? 0 : kept;
      mask[i + 2] = (short) (bits >>> (2 * LANE_BITS)) < bound ? 0 : kept;
      mask[i + 3] = (short) (bits >>> (3 * LANE_BITS)) < bound ? 0 : kept;
    }
    long bits = NoiseStream.bits(key, whole / LANES);
    for (int i = whole; i < mask.length; i++, bits >>>= LANE_BITS) {
      mask[i] = (short) bits < bound ? 0 : kept;
    }
  }
}
