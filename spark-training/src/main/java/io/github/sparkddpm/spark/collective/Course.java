package io.github.sparkddpm.spark.collective;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The order in which the bytes of some vectors go along one wire of a ring. Each vector is in as
 * many segments as there are members, and segments of the same number travel together; each of the
 * first n - 1 turns carries sums that grow, and each of the others sums that are whole.
 */
final class Course {

  private final List<Floats> vectors;
  private final int members;
  private final int first;
  private int turn;
  private int vector;
  private long done;
  private long left;

  /**
   * A course at its beginning.
   *
   * @param first the number of the segments that come first; each following one is the one before
   */
  Course(List<Floats> vectors, int members, int first) {
    this.vectors = vectors;
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
  private static long start(Floats vector, int segment, int members) {
    return vector.bytes() / Float.BYTES * segment / members * Float.BYTES;
  }

  private long start(Floats vector) {
    return start(vector, segment(turn), members);
  }

  private long length(Floats vector, int turn) {
    int segment = segment(turn);
    return start(vector, segment + 1, members) - start(vector, segment, members);
  }

  /** The length in bytes of the segments whose turn it is, of the course's first ones at 0. */
  long length(int turn) {
    return vectors.stream().mapToLong(each -> length(each, turn)).sum();
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
    Floats current = vectors.get(vector);
    return current.piece(start(current) + done, Math.min(most, length(current, turn) - done));
  }

  /** Goes on by so many bytes. */
  void advance(long bytes) {
    done += bytes;
    left -= bytes;
    skipEmpty();
  }

  private void skipEmpty() {
    while (turn < turns() && done == length(vectors.get(vector), turn)) {
      done = 0;
      vector = (vector + 1) % vectors.size();
      turn += vector == 0 ? 1 : 0;
    }
  }
}
