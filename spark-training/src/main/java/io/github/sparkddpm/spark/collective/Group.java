package io.github.sparkddpm.spark.collective;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The members that have come to a tracker, until it has told each of them of its neighbour. */
final class Group {

  private final int size;
  private final Map<Integer, Handshake> waiting = new HashMap<>();
  private boolean closed;

  Group(int size) {
    this.size = size;
  }

  /**
   * Has a member wait for the others; the last one sets all of them going.
   *
   * @return whether it was taken: not when its place is, or when the group has gone already
   * @throws IOException if it, or another one, cannot be told
   */
  synchronized boolean join(int rank, Handshake member) throws IOException {
    if (closed || waiting.containsKey(rank)) {
      return false;
    }
    waiting.put(rank, member);
    try {
      member.tellSize(size);
      if (waiting.size() == size) {
        tellNeighbours();
        close();
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    return true;
  }

  private void tellNeighbours() throws IOException {
    for (int rank = 0; rank < size; rank++) {
      int next = (rank + 1) % size;
      waiting.get(rank).tellNeighbour(next, waiting.get(next));
    }
  }

  /** Takes nobody from now on. */
  synchronized void close() {
    closed = true;
    waiting.values().forEach(Handshake::close);
    waiting.clear();
  }
}
