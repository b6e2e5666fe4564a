package io.github.sparkddpm.spark.collective;

import io.github.sparkddpm.spark.collective.Hello.Caller;
import io.github.sparkddpm.spark.collective.Tracker.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes one member's part of a ring: it calls its neighbour to the right, and is called by the one
 * to the left. It listens only until then.
 */
final class Joining {

  private static final String REFUSAL =
      "A worker that awaits its neighbour turned {} away, as it will others: {}";
  private static final int NEIGHBOURS = 1;
  private static final int NO_PORT = 0;

  private final Address address;
  private final int rank;
  private final InetAddress host;
  private final Deadline deadline;
  private final CompletableFuture<Line> left = new CompletableFuture<>();

  /**
   * Prepares it; nobody is called yet.
   *
   * @param host the only address at which this member listens
   */
  Joining(Address address, int rank, InetAddress host) {
    this.address = address;
    this.rank = rank;
    this.host = host;
    deadline = Deadline.in(Duration.ofSeconds(address.timeoutSeconds()));
  }

  /**
   * Waits until all members have joined.
   *
   * @throws IOException in words for the log, if they have not within the timeout
   */
  Ring ring() throws IOException, InterruptedException {
    Line right = null;
    Hello hello = new Hello(address.secret(), rank);
    try (Door door = Door.open(REFUSAL, host, address.ports(), hello, NEIGHBOURS, this::called)) {
      InetSocketAddress neighbour = neighbour(door.port());
      right = right(neighbour);
      return new Ring(rank, address.members(), address.timeoutSeconds(), left(), right);
    } catch (IOException | InterruptedException e) {
      if (right != null) {
        right.close();
      }
      // Too late for whoever comes now.
      if (!left.cancel(false)) {
        left.join().close();
      }
      throw e;
    }
  }

  private void called(Caller caller, Line line) {
    if (caller.rank() != rank(-1) || !left.complete(line)) {
      line.close();
    }
  }

  private int rank(int distance) {
    return Math.floorMod(rank + distance, address.members());
  }

  private InetSocketAddress neighbour(int port) throws IOException {
    InetSocketAddress tracker = new InetSocketAddress(address.host(), address.port());
    try (Line line = Line.to(tracker, deadline)) {
      new Hello(address.secret(), Hello.TRACKER).call(line, new Caller(rank, port), deadline);
      return Group.neighbour(line, deadline);
    } catch (IOException e) {
      throw new IOException(
          "no neighbour was named by the driver at %s (%s)".formatted(address, e.getMessage()), e);
    }
  }

  private Line right(InetSocketAddress neighbour) throws IOException {
    Line line = null;
    try {
      line = Line.to(neighbour, deadline);
      new Hello(address.secret(), rank(1)).call(line, new Caller(rank, NO_PORT), deadline);
      return line;
    } catch (IOException e) {
      if (line != null) {
        line.close();
      }
      throw new IOException(
          "no connection to worker %s at %s (%s)".formatted(rank(1), neighbour, e.getMessage()), e);
    }
  }

  private Line left() throws IOException, InterruptedException {
    try {
      return left.get(deadline.millis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | IOException e) {
      throw new IOException(
          "worker %s has not called within %s s".formatted(rank(-1), address.timeoutSeconds()), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Nobody completes it so", e);
    }
  }
}
