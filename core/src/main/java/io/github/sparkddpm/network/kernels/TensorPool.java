package io.github.sparkddpm.network.kernels;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays that a network uses over and over.
 *
 * <p>A fresh array costs more than the arithmetic on it: its pages have to be mapped and cleared.
 * After the first step of a given batch shape a pool allocates nothing. For one thread.
 */
final class TensorPool {

  private final DataType type;
  private final Map<Long, Deque<INDArray>> free = new HashMap<>();
  private final IdentityHashMap<DataBuffer, INDArray> taken = new IdentityHashMap<>();

  TensorPool(DataType type) {
    this.type = type;
  }

  DataType type() {
    return type;
  }

  /**
   * Returns an array with any content, 'c' order, which is the caller's until it is released or the
   * pool is reset.
   */
  INDArray take(long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    Deque<INDArray> candidates = free.get(length);
    INDArray flat =
        candidates == null || candidates.isEmpty()
            ? Nd4j.createUninitializedDetached(type, length)
            : candidates.pop();
    taken.put(memory(flat), flat);
    return flat.reshape('c', shape);
  }

  /**
   * Gives an array back.
   *
   * @param array any view that spans an array of this pool; one of another origin is left alone
   */
  void release(INDArray array) {
    INDArray flat = taken.remove(memory(array));
    if (flat != null) {
      keep(flat);
    }
  }

  /** Takes back everything: no array taken before may be used any more. */
  void reset() {
    taken.values().forEach(this::keep);
    taken.clear();
  }

  /** Returns the bytes held, in use or not. */
  long bytes() {
    long free =
        this.free.values().stream().flatMap(Deque::stream).mapToLong(INDArray::length).sum();
    long taken = this.taken.values().stream().mapToLong(INDArray::length).sum();
    return (free + taken) * type.width();
  }

  /** Returns the buffer below an array: every view of it has a buffer object of its own. */
  private static DataBuffer memory(INDArray array) {
    DataBuffer original = array.data().originalDataBuffer();
    return original == null ? array.data() : original;
  }

  private void keep(INDArray flat) {
    free.computeIfAbsent(flat.length(), length -> new ArrayDeque<>()).push(flat);
  }
}
