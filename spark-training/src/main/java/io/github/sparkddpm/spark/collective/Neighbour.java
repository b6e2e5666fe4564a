package io.github.sparkddpm.spark.collective;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** The member next to one in a ring, and the connection to it, which never waits by itself. */
final class Neighbour implements Closeable {

  private final String name;
  private final SocketChannel channel;
  private final SelectionKey key;

  Neighbour(int rank, Line line, Selector selector) throws IOException {
    name = "worker %s at %s".formatted(rank, line.peer().getHostAddress());
    channel = line.channel();
    channel.configureBlocking(false);
    key = channel.register(selector, 0);
  }

  /**
   * Reads what has come.
   *
   * @return how many bytes, 0 if none have
   * @throws IOException naming the neighbour, if it is gone
   */
  int read(ByteBuffer into) throws IOException {
    int read;
    try {
      read = channel.read(into);
    } catch (IOException e) {
      throw gone(e);
    }
    if (read < 0) {
      throw new EOFException(name + " has hung up");
    }
    return read;
  }

  /**
   * Writes what there is room for.
   *
   * @return how many bytes, 0 if there is none
   * @throws IOException naming the neighbour, if it is gone
   */
  int write(ByteBuffer from) throws IOException {
    try {
      return channel.write(from);
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private IOException gone(IOException e) {
    return new IOException("%s is gone (%s)".formatted(name, e.getMessage()), e);
  }

  SocketTimeoutException silent(int seconds) {
    return new SocketTimeoutException("%s has been silent for %s s".formatted(name, seconds));
  }

  /**
   * Has the selector look for what may be done next.
   *
   * @param operations of {@link SelectionKey}, or 0 for none
   */
  void await(int operations) {
    key.interestOps(operations);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
