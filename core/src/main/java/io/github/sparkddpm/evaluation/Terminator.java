package io.github.sparkddpm.evaluation;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run of a model that takes too long: a model is a program, and may loop without end. Native
 * code notices neither a limit nor the interruption of its thread.
 */
final class Terminator implements AutoCloseable {

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "spark-ddpm feature models");
            thread.setDaemon(true);
            return thread;
          });

  private static final long INTERVAL_MILLIS = 200;

  private final RunOptions run;
  private final Thread caller = Thread.currentThread();
  private final long end;
  private final ScheduledFuture<?> check;
  private volatile boolean tooLong;

  /**
   * Begins to watch.
   *
   * @param run of this thread
   */
  Terminator(RunOptions run, Duration limit) {
    this.run = run;
    this.end = System.nanoTime() + limit.toNanos();
    this.check =
        CLOCK.scheduleWithFixedDelay(
            this::check, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Ends the run if it must; excludes {@link #close}, after which the options are gone. */
  private synchronized void check() {
    boolean late = System.nanoTime() - end > 0;
    if (!check.isCancelled() && (late || caller.isInterrupted())) {
      tooLong = late;
      terminate();
      check.cancel(false);
    }
  }

  private void terminate() {
    try {
      run.setTerminate(true);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not end a model", e);
    }
  }

  /** Returns whether the limit has ended the run. */
  boolean endedIt() {
    return tooLong;
  }

  @Override
  public synchronized void close() {
    check.cancel(false);
  }
}
