package io.github.sparkddpm.spark.collective;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection on which short messages are exchanged, each by a deadline. */
final class Line implements Closeable {

  private final SocketChannel channel;
  private final InetSocketAddress peer;

  private Line(SocketChannel channel) throws IOException {
    this.channel = channel;
    peer = (InetSocketAddress) channel.getRemoteAddress();
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Takes a connection over, and closes it if it is broken. */
  static Line of(SocketChannel channel) throws IOException {
    try {
      return new Line(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Connects to a process that listens.
   *
   * @throws IOException if nobody does there, or not by the deadline
   */
  static Line to(InetSocketAddress address, Deadline deadline) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(address, deadline.millis());
      return of(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  void write(ByteBuffer message) throws IOException {
    while (message.hasRemaining()) {
      channel.write(message);
    }
  }

  /** A timeout of the socket's would begin anew with every byte. */
  ByteBuffer read(int length, Deadline deadline) throws IOException {
    byte[] bytes = new byte[length];
    int read = 0;
    while (read < length) {
      channel.socket().setSoTimeout(deadline.millis());
      int now = channel.socket().getInputStream().read(bytes, read, length - read);
      if (now < 0) {
        throw new EOFException("it hung up");
      }
      read += now;
    }
    return ByteBuffer.wrap(bytes);
  }

  /** Returns the address of the other end. */
  InetAddress peer() {
    return peer.getAddress();
  }

  /** Returns the channel of this line, which is not to be used any more. */
  SocketChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nobody is left to be told.
    }
  }

  @Override
  public String toString() {
    return peer.toString();
  }
}
