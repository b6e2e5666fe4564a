package io.github.sparkddpm.spark.executor;

import io.github.sparkddpm.engine.BackendException;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.Engines;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A task's part of the processor: its share of the cores of its process, or the GPU that it has for
 * itself. All tasks that run in the process at the moment have equal shares. They are counted in
 * the process, because the driver does not know how many cores an executor has, nor how Spark
 * spreads the tasks.
 */
public final class CoreShare implements AutoCloseable {

  private static final AtomicInteger RUNNING = new AtomicInteger();

  private final int threads;
  private final EngineConfig chosen;
  private Engine engine;

  private CoreShare(int threads, EngineConfig chosen) {
    this.threads = threads;
    this.chosen = chosen;
  }

  /**
   * Counts a task until it closes this object, and takes its share. It must be called before the
   * task computes.
   *
   * @param threads native threads of the task, 0 for its share of the cores
   * @param chosen what the driver has chosen to compute the run's network
   * @throws GpuException if the task has not one GPU for itself, but computes on one
   * @throws BackendException if the native libraries do not load on this machine
   */
  public static CoreShare open(int threads, EngineConfig chosen) {
    CoreShare share = new CoreShare(threads, chosen);
    int tasks = RUNNING.incrementAndGet();
    try {
      GpuAssignment.own(tasks).require(chosen.onCuda());
      NativeBackend.load();
      share.take();
      return share;
    } catch (RuntimeException e) {
      share.close();
      throw e;
    }
  }

  /**
   * Returns the engine, loaded when it is first asked for; from then on it uses the GPU.
   *
   * @throws io.github.sparkddpm.engine.EngineException if this executor's build or machine lacks it
   * @throws BackendException if its native libraries do not load
   */
  public Engine engine() {
    if (engine == null) {
      engine = Engines.ofBuild().open(chosen);
      take();
    }
    return engine;
  }

  /**
   * Sets the calling thread's share; again before every batch, for tasks come and go.
   *
   * @return the threads that are used, at least 1
   */
  public int take() {
    return takePart(1);
  }

  /**
   * Sets a part of the share for the calling thread, which is one of several that compute for the
   * task at once. Afterwards the task's own thread takes the whole share again.
   *
   * @param parts how many threads those are, at least 1
   * @return the native threads that each uses, at least 1
   */
  public int takePart(int parts) {
    int used = Math.max(1, NativeThreads.share(threads, RUNNING.get()) / parts);
    NativeThreads.use(used, 1);
    if (engine != null) {
      engine.threads(used);
    }
    return used;
  }

  @Override
  public void close() {
    RUNNING.decrementAndGet();
  }
}
