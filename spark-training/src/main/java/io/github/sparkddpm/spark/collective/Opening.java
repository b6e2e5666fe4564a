package io.github.sparkddpm.spark.collective;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The message that neighbours send each other before each sum: the number of sums made before, and
 * the bytes of this one. It is in the machine's byte order, as the floats are, so that machines
 * that differ in it notice.
 */
final class Opening {

  private final int rank;
  private final long sum;
  private final long bytes;
  private final ByteBuffer mine;
  private final ByteBuffer others = allocate();

  /**
   * An opening that is neither said nor heard.
   *
   * @param rank of this member
   * @param sum how many sums the group has made before
   */
  Opening(int rank, long sum, long bytes) {
    this.rank = rank;
    this.sum = sum;
    this.bytes = bytes;
    mine = allocate().putLong(sum).putLong(bytes).flip();
  }

  private static ByteBuffer allocate() {
    return ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.nativeOrder());
  }

  boolean isSaid() {
    return !mine.hasRemaining();
  }

  boolean isHeard() {
    return !others.hasRemaining();
  }

  /** Returns whether anything was sent. */
  boolean say(Neighbour right) throws IOException {
    return right.write(mine) > 0;
  }

  /**
   * Returns whether anything has come.
   *
   * @throws IllegalStateException if the neighbour sums something else
   */
  boolean hear(Neighbour left) throws IOException {
    int read = left.read(others);
    if (isHeard() && (others.getLong(0) != sum || others.getLong(Long.BYTES) != bytes)) {
      throw new IllegalStateException(
          "Worker %s makes sum %s, of %s bytes, but %s makes sum %s, of %s bytes: all replicas must sum the same vectors in the same order"
              .formatted(rank, sum, bytes, left, others.getLong(0), others.getLong(Long.BYTES)));
    }
    return read > 0;
  }
}
