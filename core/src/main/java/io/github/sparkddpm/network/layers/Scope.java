package io.github.sparkddpm.network.layers;

import io.github.sparkddpm.random.NoiseStream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The state that the blocks of one network share: buffers, and the keys of the batch for dropout.
 */
public final class Scope {

  private final TensorPool pool;
  private final Staging staging = new Staging();
  private NoiseStream noise = new NoiseStream(0);
  private long step;
  private long[] ids = {};

  public Scope(DataType type) {
    pool = new TensorPool(type);
  }

  /** Returns the bytes of all buffers. */
  public long bytes() {
    return pool.bytes() + staging.bytes();
  }

  DataType type() {
    return pool.type();
  }

  INDArray take(long... shape) {
    return pool.take(shape);
  }

  INDArray takeLike(INDArray array) {
    return pool.take(array.shape());
  }

  /** Gives an array back; an array that the pool does not know is left alone. */
  public void release(INDArray array) {
    pool.release(array);
  }

  /** Takes a staging buffer, as {@link Staging#take} does. */
  Pointer staging(int slot, long floats) {
    return staging.take(slot, floats);
  }

  /** Begins a pass over a batch: arrays of the pass before are taken back. */
  public void begin() {
    pool.reset();
  }

  /**
   * Sets the examples that the next training pass sees, so that dropout depends on them alone.
   *
   * @param step the optimizer step
   * @param ids example ids, length B
   */
  public void batch(NoiseStream noise, long step, long[] ids) {
    this.noise = noise;
    this.step = step;
    this.ids = ids.clone();
  }

  /**
   * Returns the key of one example's dropout in one block.
   *
   * @param example row in the batch; its id is the row itself where {@link #batch} named none
   */
  long key(DropoutRule dropout, int example) {
    return dropout.key(noise, step, example < ids.length ? ids[example] : example);
  }
}
