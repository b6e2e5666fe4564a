package io.github.sparkddpm.training;

import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.diffusion.NoisedBatch;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A part of one replica's batch, whose gradient is computed by itself: no record, for arrays are
 * not compared. The gradient of the whole batch's mean is the sum of the parts', each times its
 * share.
 */
public final class BatchPart {

  private final long[] ids;
  private final NoisedBatch batch;
  private final double share;

  private BatchPart(long[] ids, NoisedBatch batch, double share) {
    this.ids = ids;
    this.batch = batch;
    this.share = share;
  }

  /**
   * Cuts a batch into parts that differ by one image at most, and computes one after the other.
   *
   * @param count parts, at least 1; a batch of fewer images has as many parts as images
   * @param ids the examples' ids, length B
   * @param batch the same examples
   * @param losses computes a part, and returns the loss of every image
   * @return the loss of every image of the batch, length B
   */
  public static double[] eachOf(
      int count, long[] ids, NoisedBatch batch, Function<BatchPart, double[]> losses) {
    int parts = Math.min(count, ids.length);
    double[] all = new double[ids.length];
    for (int rank = 0; rank < parts; rank++) {
      WorkerSlice slice = new WorkerSlice(rank, parts);
      int first = slice.firstSlot(ids.length);
      int size = slice.size(ids.length);
      BatchPart part =
          new BatchPart(
              Arrays.copyOfRange(ids, first, first + size),
              batch.part(first, size),
              (double) size / ids.length);
      System.arraycopy(losses.apply(part), 0, all, first, size);
    }
    return all;
  }

  public long[] ids() {
    return ids;
  }

  public NoisedBatch batch() {
    return batch;
  }

  /** Returns the part's share of the batch's images, in (0, 1]. */
  public double share() {
    return share;
  }
}
