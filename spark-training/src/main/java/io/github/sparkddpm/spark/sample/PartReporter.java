package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.sampling.Sampler;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tells the driver, about once a second and after every batch, how far a task is. */
final class PartReporter implements Sampler.Observer {

  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final int part;
  private final Sender<PartProgress> events;
  private long done;
  private long lastSent = System.nanoTime();

  PartReporter(int part, Sender<PartProgress> events) {
    this.part = part;
    this.events = events;
  }

  /** Counts images that an earlier attempt of the task has finished. */
  void skip(int images, int steps) {
    done += (long) images * steps;
    events.send(new PartProgress(part, done));
  }

  @Override
  public void observe(int stepsDone, int steps, INDArray xt) {
    // Native code does not notice that Spark has cancelled the task.
    if (TaskContext.get().isInterrupted()) {
      throw new CancellationException("Spark has cancelled the sampling task");
    }
    done += stepsDone == 0 ? 0 : xt.size(0);
    if (stepsDone == steps || System.nanoTime() - lastSent >= INTERVAL_NANOS) {
      events.send(new PartProgress(part, done));
      lastSent = System.nanoTime();
    }
  }
}
