package io.github.sparkddpm.spark.collective;

import java.nio.ByteBuffer;

/**
 * The order in which a vector's bytes go along one wire of a ring. The vector is in as many
 * segments as there are members; each of the first n - 1 carries a sum that grows, and each of the
 * others a sum that is whole.
 */
final class Course {

  private final Floats vector;
  private final int members;
  private final int first;
  private int turn;
  private long done;
  private long left;

  /**
   * A course at its beginning.
   *
   * @param first the segment that comes first; each following one is the one before
   */
  Course(Floats vector, int members, int first) {
    this.vector = vector;
    this.members = members;
    this.first = first;
    for (int i = 0; i < turns(); i++) {
      left += length(i);
    }
    skipEmpty();
  }

  private int turns() {
    return 2 * (members - 1);
  }

  private int segment(int turn) {
    return Math.floorMod(first - turn, members);
  }

  /** Whole floats, of which there may be fewer than members. */
  private long start(int segment) {
    return vector.bytes() / Float.BYTES * segment / members * Float.BYTES;
  }

  /** The length in bytes of the segment whose turn it is, of the course's first one at 0. */
  long length(int turn) {
    return start(segment(turn) + 1) - start(segment(turn));
  }

  /** Returns whether the next floats received are to be added to those that are here. */
  boolean isSum() {
    return turn < members - 1;
  }

  /** The bytes that are still to go. */
  long left() {
    return left;
  }

  /** Returns the memory of what comes next, at most some bytes, more than 0, of one segment. */
  ByteBuffer next(long most) {
    return vector.piece(start(segment(turn)) + done, Math.min(most, length(turn) - done));
  }

  /** Goes on by so many bytes. */
  void advance(long bytes) {
    done += bytes;
    left -= bytes;
    skipEmpty();
  }

  private void skipEmpty() {
    while (turn < turns() && done == length(turn)) {
      done = 0;
      turn++;
    }
  }
}
