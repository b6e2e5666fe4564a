package io.github.sparkddpm.training;

import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.diffusion.NoisedBatch;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A part of one replica's batch, whose gradient is computed by itself: no record, for arrays are
 * not compared. The gradient of the whole batch's mean is the sum of the parts', each times its
 * share.
 */
public final class MicroBatch {

  private final long[] ids;
  private final NoisedBatch batch;
  private final double share;

  private MicroBatch(long[] ids, NoisedBatch batch, double share) {
    this.ids = ids;
    this.batch = batch;
    this.share = share;
  }

  /**
   * Cuts a batch into parts that differ by one image at most.
   *
   * @param count parts, at least 1; a batch of fewer images has as many parts as images
   * @param ids the examples' ids, length B
   * @param batch the same examples
   */
  public static List<MicroBatch> cut(int count, long[] ids, NoisedBatch batch) {
    return IntStream.range(0, Math.min(count, ids.length))
        .mapToObj(part -> of(slice(part, count, ids.length), ids, batch))
        .toList();
  }

  /** Returns the number of images in the first part of so many. */
  public static int firstSize(int count, int images) {
    return slice(0, count, images).size(images);
  }

  private static WorkerSlice slice(int part, int count, int images) {
    return new WorkerSlice(part, Math.min(count, images));
  }

  private static MicroBatch of(WorkerSlice slice, long[] ids, NoisedBatch batch) {
    int first = slice.firstSlot(ids.length);
    int size = slice.size(ids.length);
    return new MicroBatch(
        Arrays.copyOfRange(ids, first, first + size),
        batch.part(first, size),
        (double) size / ids.length);
  }

  /**
   * Computes one part after the other.
   *
   * @param losses computes a part, and returns the loss of every image
   * @return the loss of every image of the batch, length B
   */
  public static double[] each(List<MicroBatch> parts, Function<MicroBatch, double[]> losses) {
    return parts.stream().flatMapToDouble(part -> Arrays.stream(losses.apply(part))).toArray();
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
