package io.github.sparkddpm.spark.source.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads what items name, in their order, a few ahead of it by threads of its own. It is for what a
 * storage takes longer to answer than a process to read.
 */
public final class ReadAhead<T, R> implements AutoCloseable {

  /** The number of items that are read at the same time, all of which are in memory. */
  private static final int AHEAD = 8;

  private final Iterator<T> items;
  private final Reader<T, R> reader;
  private final ExecutorService threads = Executors.newFixedThreadPool(AHEAD);
  private final Deque<Future<R>> ahead = new ArrayDeque<>();

  /** Reads what an item names; called by several threads. */
  @FunctionalInterface
  public interface Reader<T, R> {
    R read(T item) throws IOException;
  }

  public ReadAhead(Iterator<T> items, Reader<T, R> reader) {
    this.items = items;
    this.reader = reader;
  }

  public boolean hasNext() {
    return items.hasNext() || !ahead.isEmpty();
  }

  /**
   * Returns what the next item names.
   *
   * @throws IOException if reading it failed so, as do unchecked exceptions
   */
  public R next() throws IOException {
    while (items.hasNext() && ahead.size() < AHEAD) {
      T item = items.next();
      ahead.add(threads.submit(() -> reader.read(item)));
    }
    try {
      return ahead.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading ahead");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return (IOException) cause;
  }

  /** Gives up what is not read yet. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
