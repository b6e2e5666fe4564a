package io.github.sparkddpm.spark.collective;

import io.github.sparkddpm.spark.collective.Hello.Caller;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port at which members of a group are awaited. Each connection has a few seconds to say {@link
 * Hello}, while others are heard as well. Whoever does not is turned away.
 */
final class Door implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 100;

  /** Connections that say nothing, for as long as nobody else comes. */
  private static final int STRANGERS = 64;

  private final String refusal;
  private final ServerSocketChannel server;
  private final Hello hello;
  private final int most;
  private final BiConsumer<Caller, Line> guests;
  private final Deque<Line> heard = new ArrayDeque<>();
  private boolean hasWarned;

  private Door(
      String refusal,
      ServerSocketChannel server,
      Hello hello,
      int most,
      BiConsumer<Caller, Line> guests) {
    this.refusal = refusal;
    this.server = server;
    this.hello = hello;
    this.most = most;
    this.guests = guests;
  }

  /**
   * Opens one.
   *
   * @param refusal warning of whoever is turned away, with two places: who, and why
   * @param address the only one at which it can be reached
   * @param members how many may come at a time
   * @param guests is given each caller that knows the secret, with its connection, which it closes
   */
  static Door open(
      String refusal,
      InetAddress address,
      PortRange ports,
      Hello hello,
      int members,
      BiConsumer<Caller, Line> guests)
      throws IOException {
    int most = members + STRANGERS;
    Door door = new Door(refusal, ports.listen(address, most), hello, most, guests);
    door.thread(door::accept);
    return door;
  }

  private void thread(Runnable work) {
    Thread made = new Thread(work, "spark-ddpm-door");
    made.setDaemon(true);
    made.start();
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        admit(Line.of(server.accept()));
      } catch (IOException e) {
        LOG.debug("Cannot accept a connection: {}", e.getMessage());
        pause();
      }
    }
  }

  /**
   * Pauses after a failed accept: without files or memory for a connection, the next one may fail,
   * too.
   */
  private void pause() {
    try {
      Thread.sleep(server.isOpen() ? PAUSE_MILLIS : 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
    }
  }

  /** A member says at once what it has to say: the one that has been silent longest is none. */
  private void admit(Line line) {
    synchronized (heard) {
      heard.addLast(line);
      if (heard.size() > most) {
        heard.removeFirst().close();
      }
    }
    thread(() -> hear(line));
  }

  private void hear(Line line) {
    try {
      Caller caller = hello.hear(line, Deadline.in(LONGEST));
      leave(line);
      guests.accept(caller, line);
    } catch (ClosedChannelException e) {
      turnAway(line, "it was silent while many others came");
    } catch (IOException e) {
      leave(line);
      turnAway(line, e.getMessage());
    }
  }

  private void leave(Line line) {
    synchronized (heard) {
      heard.remove(line);
    }
  }

  /** Warns once, for whoever scans ports does so again and again. */
  private void turnAway(Line line, String why) {
    boolean first;
    synchronized (heard) {
      first = !hasWarned && server.isOpen();
      hasWarned |= first;
    }
    if (first) {
      LOG.warn(refusal, line, why);
    }
    line.close();
  }

  /** Turns away whoever is being heard. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("Cannot close a port: {}", e.getMessage());
    }
    synchronized (heard) {
      heard.forEach(Line::close);
      heard.clear();
    }
  }
}
