package io.github.sparkddpm.spark.collective;

import io.github.sparkddpm.spark.collective.Hello.Caller;
import java.io.IOException;
import java.io.Serializable;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.UUID;

/**
 * The place where the members of one group find each other: in the driver, for one attempt of one
 * run. It listens until all have come, and no longer.
 */
public final class Tracker implements AutoCloseable {

  private static final String REFUSAL =
      "The tracker of the replicas turned {} away, as it will others: {}";

  /** Any address beyond this machine tells which of its own leads there; nothing is sent. */
  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("10.255.255.255", 9);

  private final Address address;
  private final Group group;
  private final Door door;

  /**
   * The address that members need to find the tracker; sent to them.
   *
   * @param host IP address of the driver's machine
   * @param ports that members listen on until they have found each other
   * @param secret known to the members alone
   */
  public record Address(
      String host, int port, int members, int timeoutSeconds, PortRange ports, String secret)
      implements Serializable {

    /** Returns the address without the secret. */
    @Override
    public String toString() {
      return "%s:%s for %s members".formatted(host, port, members);
    }
  }

  private Tracker(InetAddress host, PortRange ports, int members, int timeoutSeconds)
      throws IOException {
    String secret = UUID.randomUUID().toString();
    group = new Group(members);
    Hello hello = new Hello(secret, Hello.TRACKER);
    door = Door.open(REFUSAL, host, ports, hello, members, this::came);
    address =
        new Address(host.getHostAddress(), door.port(), members, timeoutSeconds, ports, secret);
  }

  /** Nobody is awaited any more when all have come: their secret comes from {@link #address}. */
  private void came(Caller member, Line line) {
    if (group.join(member, line)) {
      door.close();
    }
  }

  /**
   * Starts a tracker.
   *
   * @param host the name under which others reach this machine; if it is none of its own, one is
   *     found by the routing table
   * @param ports for it and for the members
   * @param members how many there will be, at least 1
   * @param timeoutSeconds longest wait for a member, to join as later; at least 1
   * @throws IOException if it cannot be started
   */
  public static Tracker start(String host, PortRange ports, int members, int timeoutSeconds)
      throws IOException {
    try {
      return new Tracker(own(host), ports, members, timeoutSeconds);
    } catch (IOException e) {
      throw new IOException(
          "Cannot start the tracker of the replicas on %s: %s".formatted(host, e.getMessage()), e);
    }
  }

  private static InetAddress own(String host) throws IOException {
    InetAddress named = InetAddress.getByName(host);
    if (!named.isAnyLocalAddress() && NetworkInterface.getByInetAddress(named) != null) {
      return named;
    }
    return leadingTo(ELSEWHERE);
  }

  /** Returns the address of this machine from which another is reached. Nothing is sent. */
  static InetAddress leadingTo(InetSocketAddress other) throws IOException {
    try (DatagramSocket probe = new DatagramSocket()) {
      probe.connect(other);
      return probe.getLocalAddress();
    }
  }

  /** Returns the address at which members find this tracker. */
  public Address address() {
    return address;
  }

  /** Stops it; members that wait for others fail. */
  @Override
  public void close() {
    door.close();
    group.close();
  }
}
