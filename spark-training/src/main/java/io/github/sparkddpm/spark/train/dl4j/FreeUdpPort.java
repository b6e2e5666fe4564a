package io.github.sparkddpm.spark.train.dl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import org.nd4j.parameterserver.distributed.v2.transport.PortSupplier;

/**
 * A free UDP port, the same for the life of a process. DL4J's own supplier gives every process of a
 * host the same one: then training runs and changes nothing.
 */
final class FreeUdpPort implements PortSupplier {

  private static final long serialVersionUID = 1L;

  /** The port, found when a process first asks for it. */
  private static final class Found {
    static final int PORT = find();
  }

  @Override
  public int getPort() {
    return Found.PORT;
  }

  private static int find() {
    try (DatagramSocket socket = new DatagramSocket()) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No UDP port is free for sharing gradients", e);
    }
  }
}
