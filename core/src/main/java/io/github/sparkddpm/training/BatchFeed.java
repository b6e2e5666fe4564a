package io.github.sparkddpm.training;

import io.github.sparkddpm.data.BatchSource;
import io.github.sparkddpm.data.BatchSource.Batch;
import io.github.sparkddpm.data.ReadAhead;
import java.io.IOException;
import java.util.concurrent.Future;

/**
 * The noised batches of a replica's steps, in their order. The training thread draws them or, where
 * it waits for a device, a thread of this object draws them one step ahead. The batches are the
 * same either way. For use by one thread.
 */
public final class BatchFeed implements AutoCloseable {

  private final Trainer trainer;
  private final BatchSource images;
  private final long steps;
  private final ReadAhead thread;
  private Drawing next;

  private record Drawing(long step, Future<TrainingBatch> batch) {}

  /**
   * Draws nothing yet.
   *
   * @param images closed by the caller, after this
   * @param steps of the whole run: nothing is drawn for later ones
   * @param ahead whether the next step's batch is drawn while this one's is trained on
   */
  public BatchFeed(Trainer trainer, BatchSource images, long steps, boolean ahead) {
    this.trainer = trainer;
    this.images = images;
    this.steps = steps;
    thread = ahead ? new ReadAhead("spark-ddpm-noise", 1) : null;
  }

  /**
   * Returns the batch of a step.
   *
   * @throws IOException what the images' source threw, whichever thread called it
   */
  public TrainingBatch take(long step) throws IOException {
    if (thread == null) {
      return draw(step);
    }
    Drawing wanted = next != null && next.step() == step ? next : begin(step);
    long start = System.nanoTime();
    TrainingBatch batch = ReadAhead.await(wanted.batch(), "a batch");
    double waited = (System.nanoTime() - start) / 1e9;
    next = step + 1 < steps ? begin(step + 1) : null;
    // Noise is drawn last, so that the end of the wait was for it.
    double forNoise = Math.min(waited, batch.noiseSeconds());
    return batch.waitedFor(waited - forNoise, forNoise);
  }

  private Drawing begin(long step) {
    return new Drawing(step, thread.begin(() -> draw(step)));
  }

  private TrainingBatch draw(long step) throws IOException {
    long start = System.nanoTime();
    Batch batch = images.batch(step);
    double dataSeconds = (System.nanoTime() - start) / 1e9;
    TrainingBatch drawn = trainer.draw(step, batch.ids(), batch.x0(), batch.labels());
    return drawn.waitedFor(dataSeconds, drawn.noiseSeconds());
  }

  /** Gives up the batch that would come next. */
  @Override
  public void close() {
    if (thread != null) {
      thread.close();
    }
  }
}
