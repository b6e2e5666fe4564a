package io.github.sparkddpm.spark.executor;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A task's part of the processor: of the cores of its process, which all tasks that run in it at
 * the moment share alike, or the GPU that it has for itself. Counted where they run: the driver
 * does not know how many cores an executor has, nor how Spark spreads the tasks.
 */
public final class CoreShare implements AutoCloseable {

  private static final AtomicInteger RUNNING = new AtomicInteger();

  private final int threads;

  private CoreShare(int threads) {
    this.threads = threads;
  }

  /**
   * Counts a task until it closes this, and takes its share. To be called before the task computes.
   *
   * @param threads native threads of the task, 0 for its share of the cores
   * @throws GpuException if the task has not one GPU for itself, in a build that computes on them
   * @throws BackendException if the native libraries do not load on this machine
   */
  public static CoreShare open(int threads) {
    CoreShare share = new CoreShare(threads);
    int tasks = RUNNING.incrementAndGet();
    try {
      GpuAssignment.own(tasks).require(NativeBackend.isCuda());
      NativeBackend.load();
      share.take();
      return share;
    } catch (RuntimeException e) {
      share.close();
      throw e;
    }
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
