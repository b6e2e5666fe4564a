package io.github.sparkddpm.spark.collective;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * One sum of some vectors, as one member of a ring of n sees it.
 *
 * <p>Each vector is in n segments. Each member sends its own one, and adds to each of the others
 * what its left neighbour has summed of it so far; the last to do so has the whole sum, which then
 * goes round once more. The order of the additions depends on the ranks alone, and the sums are
 * copied, so that all members have the same bits, whatever other vectors are summed beside. This
 * moves 2 (n - 1) / n of the vector over each wire, the least that is possible (Patarasu and Yuan
 * 2009, "Bandwidth optimal all-reduce algorithms").
 *
 * <p>What goes out after a member's own segment is what has come in: each byte may go on as soon as
 * it is there, and no member waits for the end of a segment.
 */
final class Exchange {

  /** Little enough to be in the processor's cache until it is added. */
  private static final int STAGED_BYTES = 1 << 18;

  private static final int COPIED_BYTES = 1 << 20;

  private final Neighbour left;
  private final Neighbour right;
  private final Course in;
  private final Course out;
  private final Opening opening;
  private final Stage stage;

  /** Bytes that may be sent at this moment. */
  private long ready;

  /** The memory that a ring's sums need, one after the other. */
  static final class Stage {
    private final ByteBuffer bytes =
        ByteBuffer.allocateDirect(STAGED_BYTES).order(ByteOrder.nativeOrder());
    private final Addition addition = new Addition();
  }

  Exchange(
      Neighbour left,
      Neighbour right,
      int rank,
      int members,
      List<Floats> vectors,
      Opening opening,
      Stage stage) {
    this.left = left;
    this.right = right;
    this.opening = opening;
    this.stage = stage;
    in = new Course(vectors, members, Math.floorMod(rank - 1, members));
    out = new Course(vectors, members, rank);
    ready = out.length(0);
  }

  /** Returns whether there is more to receive. */
  boolean receives() {
    return in.left() > 0 || !opening.isHeard();
  }

  /** Returns whether there is something that can be sent now. */
  boolean sends() {
    return !opening.isSaid() || sendable() > 0;
  }

  private long sendable() {
    return Math.min(ready, out.left());
  }

  boolean isDone() {
    return !receives() && out.left() == 0 && opening.isSaid();
  }

  /** Returns whether anything has come. */
  boolean receive() throws IOException {
    if (!opening.isHeard()) {
      return opening.hear(left);
    }
    if (in.left() == 0) {
      return false;
    }
    return in.isSum() ? add() : copy();
  }

  private boolean add() throws IOException {
    ByteBuffer staged = stage.bytes;
    ByteBuffer sums = in.next(STAGED_BYTES);
    // Before its position are the first bytes of a float whose others have not come.
    staged.limit(sums.remaining());
    int read = left.read(staged);
    int floats = staged.flip().remaining() / Float.BYTES;
    stage.addition.add(staged, sums, floats);
    staged.position(floats * Float.BYTES);
    staged.compact();
    arrived(floats * Float.BYTES);
    return read > 0;
  }

  private boolean copy() throws IOException {
    int read = left.read(in.next(COPIED_BYTES));
    arrived(read);
    return read > 0;
  }

  private void arrived(int bytes) {
    in.advance(bytes);
    ready += bytes;
  }

  /** Returns whether anything was sent. */
  boolean send() throws IOException {
    if (!opening.isSaid()) {
      return opening.say(right);
    }
    if (sendable() == 0) {
      return false;
    }
    int sent = right.write(out.next(Math.min(sendable(), COPIED_BYTES)));
    out.advance(sent);
    ready -= sent;
    return sent > 0;
  }
}
