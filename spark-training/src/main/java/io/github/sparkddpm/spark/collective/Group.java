package io.github.sparkddpm.spark.collective;

import io.github.sparkddpm.spark.collective.Hello.Caller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The members that have come to a tracker, until it has told each of them of its neighbour. */
final class Group {

  private static final Logger LOG = LoggerFactory.getLogger(Group.class);

  private final int size;
  private final Map<Integer, Waiting> waiting = new HashMap<>();
  private boolean closed;

  private record Waiting(Line line, int port) {

    /** The length of an address, the address, and a port. */
    void tell(Waiting neighbour) throws IOException {
      byte[] address = neighbour.line.peer().getAddress();
      line.write(
          ByteBuffer.allocate(2 * Integer.BYTES + address.length)
              .putInt(address.length)
              .put(address)
              .putInt(neighbour.port)
              .flip());
    }
  }

  Group(int size) {
    this.size = size;
  }

  /**
   * Has a member wait for the others; the last one sets all of them going. If its place is taken,
   * or the group has gone, it is turned away.
   *
   * @return whether nobody else is awaited
   */
  synchronized boolean join(Caller member, Line line) {
    if (closed
        || member.rank() < 0
        || member.rank() >= size
        || waiting.containsKey(member.rank())) {
      line.close();
      return closed;
    }
    waiting.put(member.rank(), new Waiting(line, member.port()));
    if (waiting.size() == size) {
      try {
        tellNeighbours();
      } catch (IOException e) {
        // Of members that leave or fail, their neighbours learn by themselves.
        LOG.debug("The tracker lost a member: {}", e.getMessage());
      }
      close();
    }
    return closed;
  }

  private void tellNeighbours() throws IOException {
    for (int rank = 0; rank < size; rank++) {
      waiting.get(rank).tell(waiting.get((rank + 1) % size));
    }
  }

  /**
   * Reads what {@link #join} tells.
   *
   * @return where the neighbour to the right listens
   * @throws IOException if the tracker has gone, or not told by the deadline
   */
  static InetSocketAddress neighbour(Line tracker, Deadline deadline) throws IOException {
    byte[] address = new byte[length(tracker.read(Integer.BYTES, deadline).getInt())];
    ByteBuffer told = tracker.read(address.length + Integer.BYTES, deadline);
    told.get(address);
    return new InetSocketAddress(InetAddress.getByAddress(address), told.getInt());
  }

  /** Returns the told length of an address, which must be that of IPv4 or IPv6. */
  private static int length(int told) throws IOException {
    if (told != 4 && told != 16) {
      throw new IOException("it tells of an address of %s bytes".formatted(told));
    }
    return told;
  }

  /** Takes nobody from now on. */
  synchronized void close() {
    closed = true;
    waiting.values().forEach(each -> each.line.close());
    waiting.clear();
  }
}
