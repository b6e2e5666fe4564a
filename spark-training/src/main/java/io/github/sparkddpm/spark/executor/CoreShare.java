package io.github.sparkddpm.spark.executor;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A task's part of the cores of its process, which all tasks that run in it at the moment share
 * alike. Counted where they run: the driver does not know how many cores an executor has, nor how
 * Spark spreads the tasks.
 */
public final class CoreShare implements AutoCloseable {

  private static final AtomicInteger RUNNING = new AtomicInteger();

  private final int threads;

  private CoreShare(int threads) {
    this.threads = threads;
  }

  /**
   * Counts a task until it closes this, and takes its share.
   *
   * @param threads native threads of the task, 0 for its share of the cores
   */
  public static CoreShare open(int threads) {
    RUNNING.incrementAndGet();
    CoreShare share = new CoreShare(threads);
    share.take();
    return share;
  }

  /**
   * Sets the calling thread's share; again before every batch, for tasks come and go.
   *
   * @return the threads that are used, at least 1
   */
  public int take() {
    return NativeThreads.use(threads, RUNNING.get());
  }

  @Override
  public void close() {
    RUNNING.decrementAndGet();
  }
}
