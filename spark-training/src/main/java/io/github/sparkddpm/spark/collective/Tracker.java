package io.github.sparkddpm.spark.collective;

import java.io.IOException;
import java.io.Serializable;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the members of one group find each other: runs in the driver, for one attempt of one run.
 *
 * <p>XGBoost's own tracker is not used. It hears one connection at a time, for as long as that is
 * silent, and takes whoever connects for a member: one too many makes it end the processes of the
 * others. This one gives each connection a few seconds to show the group's secret.
 */
public final class Tracker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);
  private static final int ANY_PORT = 0;

  /** Connections of strangers that are heard at a time; more are closed at once. */
  private static final int STRANGERS = 64;

  /** Any address beyond this machine tells which of its own leads there; nothing is sent. */
  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("10.255.255.255", 9);

  private final ServerSocket server;
  private final Address address;
  private final Group group;
  private final ExecutorService threads;
  private final AtomicBoolean hasWarned = new AtomicBoolean();

  /**
   * What members need; travels to them.
   *
   * @param host IP address of the driver's machine
   * @param secret known to the members alone
   */
  public record Address(String host, int port, int members, int timeoutSeconds, String secret)
      implements Serializable {

    /**
     * Returns what a member calls itself, by which it shows that it is one. XGBoost logs it when
     * the group is complete, and so closed to everybody.
     */
    String task(int rank) {
      return String.format(Locale.ROOT, "%09d-%s", rank, secret);
    }

    private OptionalInt rank(String task) {
      return IntStream.range(0, members).filter(rank -> task(rank).equals(task)).findFirst();
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return "%s:%s for %s members".formatted(host, port, members);
    }
  }

  private Tracker(ServerSocket server, int members, int timeoutSeconds) {
    this.server = server;
    address =
        new Address(
            server.getInetAddress().getHostAddress(),
            server.getLocalPort(),
            members,
            timeoutSeconds,
            UUID.randomUUID().toString());
    group = new Group(members);
    threads =
        new ThreadPoolExecutor(
            0, members + STRANGERS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), Tracker::thread);
  }

  /**
   * Starts a tracker on a free port.
   *
   * @param host the name under which others reach this machine; if it is none of its own, one is
   *     found by the routing table
   * @param members how many there will be, at least 1
   * @param timeoutSeconds longest wait for a member, to join as later; at least 1
   * @throws IOException if it cannot be started
   */
  public static Tracker start(String host, int members, int timeoutSeconds) throws IOException {
    try {
      ServerSocket server = new ServerSocket(ANY_PORT, members + STRANGERS, own(host));
      Tracker tracker = new Tracker(server, members, timeoutSeconds);
      thread(tracker::accept).start();
      return tracker;
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
    try (DatagramSocket probe = new DatagramSocket()) {
      probe.connect(ELSEWHERE);
      return probe.getLocalAddress();
    }
  }

  private static Thread thread(Runnable work) {
    Thread made = new Thread(work, "spark-ddpm-tracker");
    made.setDaemon(true);
    return made;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        greet(server.accept());
      } catch (IOException e) {
        LOG.debug("The tracker accepts no more: {}", e.getMessage());
      }
    }
  }

  private void greet(Socket socket) throws IOException {
    try {
      threads.execute(() -> hear(new Handshake(socket)));
    } catch (RejectedExecutionException e) {
      socket.close();
    }
  }

  private void hear(Handshake caller) {
    OptionalInt rank = rank(caller);
    try {
      // Of members that leave or fail, their neighbours learn by themselves.
      if (rank.isEmpty() || !caller.joins() || !group.join(rank.getAsInt(), caller)) {
        caller.close();
      }
    } catch (IOException e) {
      LOG.debug("The tracker lost {}: {}", caller, e.getMessage());
      caller.close();
    }
  }

  private OptionalInt rank(Handshake caller) {
    String why = "it does not know the secret of this run's workers";
    try {
      OptionalInt rank = address.rank(caller.task());
      if (rank.isPresent()) {
        return rank;
      }
    } catch (IOException e) {
      why = e.getMessage();
    }
    // Once, for whoever scans ports does so again and again.
    if (!hasWarned.getAndSet(true)) {
      LOG.warn("The tracker of the replicas turned {} away, as it will others: {}", caller, why);
    }
    return OptionalInt.empty();
  }

  /** Where members find this tracker. */
  public Address address() {
    return address;
  }

  /** Stops it; members that wait for others fail. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("Cannot close the tracker's port: {}", e.getMessage());
    }
    threads.shutdownNow();
    group.close();
  }
}
