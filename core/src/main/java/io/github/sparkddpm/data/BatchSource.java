package io.github.sparkddpm.data;

import io.github.sparkddpm.data.EpochOrder.Visit;
import java.io.IOException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The images of one worker's part of every training step's batch. {@link EpochOrder} selects them,
 * and {@link Presentation} decides how each is shown.
 *
 * <p>Holds the worker's share of the window that is trained on, and meanwhile loads that of the
 * next one. A dataset of a single window is loaded once. Not thread-safe.
 */
public final class BatchSource implements AutoCloseable {

  /** A batch of B examples. It is no record, because arrays are neither copied nor compared. */
  public static final class Batch {

    private final long[] ids;
    private final INDArray x0;
    private final int[] labels;

    Batch(long[] ids, INDArray x0, int[] labels) {
      this.ids = ids;
      this.x0 = x0;
      this.labels = labels;
    }

    /** Returns the examples' ids, length B; the batch's own array. */
    public long[] ids() {
      return ids;
    }

    /** Returns the images of the examples, [B,C,H,W] in [-1,1]. */
    public INDArray x0() {
      return x0;
    }

    /** Returns the examples' classes or {@link Labels#NONE}, length B; the batch's own array. */
    public int[] labels() {
      return labels;
    }
  }

  private final EpochOrder order;
  private final Presentation presentation;
  private final WorkerSlice slice;
  private final Prefetcher images;
  private WindowLanes lanes;

  /**
   * Makes the batches of a worker; loads nothing yet.
   *
   * @param source where the images come from; called by a thread of this object's own
   * @param slice which part of the global batch
   */
  public BatchSource(
      EpochOrder order, ImageSource source, Presentation presentation, WorkerSlice slice) {
    this.order = order;
    this.presentation = presentation;
    this.slice = slice;
    this.images = new Prefetcher(source);
  }

  /**
   * Returns the worker's part of the batch of a zero-based step, its slots in their order. Steps
   * asked for in order find their images loaded, if loading is as fast as training; others wait.
   *
   * @throws IOException what the source threw when it loaded the images of this step
   */
  public Batch batch(long step) throws IOException {
    if (lanes == null || !lanes.visit().holds(step)) {
      enter(order.visit(step));
    }
    long[] ids = lanes.ids(step);
    int[] positions = new int[ids.length];
    boolean[] mirrored = new boolean[ids.length];
    int[] labels = new int[ids.length];
    for (int b = 0; b < ids.length; b++) {
      positions[b] = images.current().position(ids[b]);
      mirrored[b] = presentation.mirrors(step, ids[b]);
      int label = images.current().label(positions[b]).orElse(Labels.NONE);
      labels[b] = presentation.label(label, step, ids[b]);
    }
    return new Batch(ids, images.current().batch(positions, mirrored), labels);
  }

  private void enter(Visit visit) throws IOException {
    lanes = null;
    images.moveTo(order.share(visit.window(), slice));
    lanes = order.lanes(visit, slice);
    images.prefetch(order.share(order.visit(visit.endStep()).window(), slice));
  }

  /** Ends the loading of what would come next. */
  @Override
  public void close() {
    images.close();
  }
}
