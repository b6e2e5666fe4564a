package io.github.sparkddpm.spark.collective;

import io.github.sparkddpm.host.HostMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory of a vector of floats, in the machine's byte order. A buffer of Java's is too short
 * for some, so that there may be several.
 */
final class Floats {

  /** Floats in a buffer. */
  private static final int MOST = 1 << 28;

  private final ByteBuffer[] parts;
  private final long partBytes;
  private final long bytes;

  private interface Memory {
    ByteBuffer at(long first, int count);
  }

  private Floats(long count, int most, Memory memory) {
    bytes = Math.multiplyExact(count, (long) Float.BYTES);
    partBytes = (long) most * Float.BYTES;
    parts = new ByteBuffer[Math.toIntExact((count + most - 1) / most)];
    for (int i = 0; i < parts.length; i++) {
      long first = (long) i * most;
      parts[i] = memory.at(first, (int) Math.min(most, count - first));
    }
  }

  /** Returns a view of a vector in the host's memory, which must outlive the view. */
  static Floats of(INDArray vector) {
    return new Floats(
        vector.length(), MOST, (first, count) -> HostMemory.bytes(vector, first, count));
  }

  /** A copy of some values. */
  static Floats copy(float[] values) {
    return copy(values, MOST);
  }

  /**
   * A copy of some values.
   *
   * @param most how many are in a buffer
   */
  static Floats copy(float[] values, int most) {
    Floats copy =
        new Floats(
            values.length,
            most,
            (first, count) ->
                ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder()));
    int done = 0;
    for (ByteBuffer part : copy.parts) {
      int count = part.capacity() / Float.BYTES;
      part.asFloatBuffer().put(values, done, count);
      done += count;
    }
    return copy;
  }

  /** Writes what is here now over as many values. */
  void read(float[] values) {
    int done = 0;
    for (ByteBuffer part : parts) {
      int count = part.capacity() / Float.BYTES;
      part.asFloatBuffer().get(values, done, count);
      done += count;
    }
  }

  /** The length in bytes. */
  long bytes() {
    return bytes;
  }

  /**
   * Returns a piece of the memory, which is shorter than asked for where a buffer ends.
   *
   * @param first its first byte
   * @param most its longest length in bytes, above 0
   */
  ByteBuffer piece(long first, long most) {
    ByteBuffer part = parts[(int) (first / partBytes)];
    int start = (int) (first % partBytes);
    return part.slice(start, (int) Math.min(most, part.capacity() - start))
        .order(ByteOrder.nativeOrder());
  }
}
