package io.github.sparkddpm.spark.collective;

import io.github.sparkddpm.spark.collective.Exchange.Stage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member's place in a ring: it hears its left neighbour, and tells its right one. */
final class Ring implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Ring.class);

  private final int rank;
  private final int members;
  private final int timeoutSeconds;
  private final Selector selector;
  private final Neighbour left;
  private final Neighbour right;
  private final Stage stage = new Stage();
  private long sums;

  /**
   * Takes connections over, which have been shown to be those of the neighbours.
   *
   * @param timeoutSeconds longest wait for a byte
   */
  Ring(int rank, int members, int timeoutSeconds, Line left, Line right) throws IOException {
    this.rank = rank;
    this.members = members;
    this.timeoutSeconds = timeoutSeconds;
    selector = Selector.open();
    this.left = new Neighbour(Math.floorMod(rank - 1, members), left, selector);
    this.right = new Neighbour(Math.floorMod(rank + 1, members), right, selector);
  }

  /**
   * Replaces each of some vectors by the sum of all members' vectors in its place. They travel in
   * the same messages, so that several cost no more of them than one does.
   *
   * @throws IOException if a neighbour is gone, or silent for longer than the timeout; the ring is
   *     of no use then
   * @throws IllegalStateException if the neighbour's vectors are of another length
   */
  void sum(List<Floats> vectors) throws IOException, InterruptedException {
    Opening opening = new Opening(rank, sums++, vectors.stream().mapToLong(Floats::bytes).sum());
    Exchange exchange = new Exchange(left, right, rank, members, vectors, opening, stage);
    long moved = System.nanoTime();
    while (!exchange.isDone()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      boolean sent = exchange.send();
      if (exchange.receive() || sent) {
        moved = System.nanoTime();
      } else {
        await(exchange, System.nanoTime() - moved);
      }
    }
  }

  private void await(Exchange exchange, long waitedNanos) throws IOException {
    long millis =
        TimeUnit.SECONDS.toMillis(timeoutSeconds) - TimeUnit.NANOSECONDS.toMillis(waitedNanos);
    if (millis <= 0) {
      throw (exchange.receives() ? left : right).silent(timeoutSeconds);
    }
    left.await(exchange.receives() ? SelectionKey.OP_READ : 0);
    right.await(exchange.sends() ? SelectionKey.OP_WRITE : 0);
    selector.select(millis);
    selector.selectedKeys().clear();
  }

  /** Leaves: what was sent still arrives; the neighbours notice as soon as they want more. */
  @Override
  public void close() {
    try (selector;
        left;
        right) {
      LOG.debug("Worker {} leaves its ring after {} sums", rank, sums);
    } catch (IOException e) {
      LOG.debug("Worker {} cannot close a connection: {}", rank, e.getMessage());
    }
  }
}
