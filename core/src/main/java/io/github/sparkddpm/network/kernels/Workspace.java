package io.github.sparkddpm.network.kernels;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The buffers that the blocks of one network share, pass after pass. For one thread at a time. */
public final class Workspace {

  private final TensorPool pool;
  private final Staging staging = new Staging();

  public Workspace(DataType type) {
    pool = new TensorPool(type);
  }

  /** Returns the bytes of all buffers. */
  public long bytes() {
    return pool.bytes() + staging.bytes();
  }

  public DataType type() {
    return pool.type();
  }

  /** Returns an array with any content, which is the caller's until it is released. */
  public INDArray take(long... shape) {
    return pool.take(shape);
  }

  /** Returns an array with any content and the shape of another. */
  public INDArray takeLike(INDArray array) {
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
}
