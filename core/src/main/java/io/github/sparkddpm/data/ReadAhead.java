package io.github.sparkddpm.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that read or draw what their owner will want next, while it uses what it has. */
public final class ReadAhead implements AutoCloseable {

  private final ExecutorService threads;

  /**
   * Starts no thread before the first work.
   *
   * @param name of the threads
   * @param count how many work at the same time, at least 1
   */
  public ReadAhead(String name, int count) {
    threads =
        Executors.newFixedThreadPool(
            count,
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
  }

  /** Hands over work, which begins after all that was handed over before. */
  public <T> Future<T> begin(Callable<T> work) {
    return threads.submit(work);
  }

  /**
   * Waits for a result.
   *
   * @param what is awaited, as in {@code images}
   * @throws IOException what the work threw, if it is no unchecked exception or error
   */
  public static <T> T await(Future<T> result, String what) throws IOException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw original(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("Interrupted while waiting for " + what);
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private static IOException original(ExecutionException wrapped) {
    Throwable cause = wrapped.getCause();
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return (IOException) cause;
  }

  /** Gives up all work. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
