package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.random.NoiseStream;

/** The examples of a network's training step, on which alone its dropout depends. */
public final class DropoutKeys {

  private NoiseStream noise = new NoiseStream(0);
  private long step;
  private long[] ids = {};

  /** Creates keys that tell examples apart by their rows, until {@link #set} names them. */
  public DropoutKeys() {}

  /** Creates the keys of a step, as {@link #set} sets them. */
  public DropoutKeys(NoiseStream noise, long step, long[] ids) {
    set(noise, step, ids);
  }

  /**
   * Sets the examples that the next training pass sees.
   *
   * @param step the optimizer step
   * @param ids example ids, length B
   */
  public void set(NoiseStream noise, long step, long[] ids) {
    this.noise = noise;
    this.step = step;
    this.ids = ids.clone();
  }

  /**
   * Returns the key of one example's mask in one block.
   *
   * @param example row in the batch; its id is the row itself where {@link #set} named none
   */
  public long key(DropoutRule rule, int example) {
    return rule.key(noise, step, example < ids.length ? ids[example] : example);
  }
}
