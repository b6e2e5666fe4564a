package io.github.sparkddpm.spark.collective;

import java.io.IOException;
import java.io.Serializable;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports of TCP that a process may listen on, so that a firewall can name them.
 *
 * @param first 0 for any port that is free, or at least 1024
 * @param last at least {@code first}, at most 65535
 */
public record PortRange(int first, int last) implements Serializable {

  /** Whatever port is free. */
  public static final PortRange ANY = new PortRange(0, 0);

  private static final int LEAST = 1024;
  private static final int MOST = 65_535;
  private static final Pattern TEXT = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

  public PortRange {
    if (!isRange(first, last)) {
      throw new IllegalArgumentException("Not a range of ports: %s-%s".formatted(first, last));
    }
  }

  /** Returns the range of a text such as 0, 7100 or 7100-7199, or nothing if it names none. */
  public static Optional<PortRange> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(matcher.group(1));
    int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
    return isRange(first, last) ? Optional.of(new PortRange(first, last)) : Optional.empty();
  }

  private static boolean isRange(int first, int last) {
    return (first == 0 && last == 0) || (first >= LEAST && first <= last && last <= MOST);
  }

  /**
   * Listens on the first port of the range that is free.
   *
   * @param address the only one at which it can be reached
   * @param backlog connections that wait to be accepted
   * @throws BindException if all are taken
   */
  ServerSocketChannel listen(InetAddress address, int backlog) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    for (int port = first; port <= last; port++) {
      try {
        return server.bind(new InetSocketAddress(address, port), backlog);
      } catch (BindException e) {
        if (port == last) {
          server.close();
          throw refused(address, e);
        }
      }
    }
    throw new AssertionError("a range has a port");
  }

  private BindException refused(InetAddress address, BindException e) {
    BindException refused =
        new BindException(
            "no port of training.collective-ports = %s is free at %s (%s)"
                .formatted(this, address.getHostAddress(), e.getMessage()));
    refused.initCause(e);
    return refused;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
