package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.spark.sample.files.IdRange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Gathers drawn images into units, and writes each while the next is drawn. At most one unit waits
 * for its end, so that a failure shows before another unit is complete.
 */
final class UnitWriter implements AutoCloseable {

  private final Destination destination;
  private final Iterator<IdRange> units;
  private final int imageSize;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(UnitWriter::daemon);
  private Future<?> writing = CompletableFuture.completedFuture(null);
  private IdRange unit;
  private ByteBuffer filled;

  /** Writes the C*H*W bytes of every image of a unit. */
  interface Destination {
    void write(IdRange unit, byte[] pixels) throws IOException;
  }

  /**
   * A writer of units in their order.
   *
   * @param imageSize bytes of an image
   */
  UnitWriter(List<IdRange> units, int imageSize, Destination destination) {
    this.units = units.iterator();
    this.imageSize = imageSize;
    this.destination = destination;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "unit-writer");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Takes the next images, which may end one unit and begin another.
   *
   * @throws IOException if an earlier unit could not be written
   */
  void add(byte[] pixels) throws IOException {
    int from = 0;
    while (from < pixels.length) {
      if (filled == null) {
        unit = units.next();
        filled = ByteBuffer.allocate(Math.multiplyExact(unit.count(), imageSize));
      }
      int length = Math.min(filled.remaining(), pixels.length - from);
      filled.put(pixels, from, length);
      from += length;
      if (!filled.hasRemaining()) {
        write();
      }
    }
  }

  private void write() throws IOException {
    awaitWritten();
    IdRange whole = unit;
    byte[] pixels = filled.array();
    filled = null;
    writing =
        thread.submit(
            () -> {
              destination.write(whole, pixels);
              return null;
            });
  }

  /**
   * Waits until all complete units are written.
   *
   * @throws IOException if one could not be
   */
  void awaitWritten() throws IOException {
    try {
      writing.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while a unit of images was written");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
