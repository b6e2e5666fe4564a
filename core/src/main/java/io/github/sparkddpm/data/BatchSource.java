package io.github.sparkddpm.data;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The batch of every training step: the examples of {@link EpochOrder}, mirrored or not by the
 * noise of (step, example id). Not thread-safe.
 */
public final class BatchSource {

  /** B examples: no record, for arrays are neither copied nor compared. */
  public static final class Batch {

    private final long[] ids;
    private final INDArray x0;

    Batch(long[] ids, INDArray x0) {
      this.ids = ids;
      this.x0 = x0;
    }

    /** The examples' ids, length B; the batch's own array. */
    public long[] ids() {
      return ids;
    }

    /** Their images, [B,C,H,W] in [-1,1]. */
    public INDArray x0() {
      return x0;
    }
  }

  private final ImageSet images;
  private final EpochOrder order;
  private final NoiseStream noise;
  private final boolean flip;

  /**
   * Batches of a dataset that is in memory as a whole.
   *
   * @param batchSize B, at least 1; may exceed the number of images
   * @param flip whether each image is mirrored left to right with probability 1/2
   */
  public BatchSource(ImageSet images, NoiseStream noise, int batchSize, boolean flip) {
    this.images = images;
    this.order = new EpochOrder(noise, images.count(), batchSize);
    this.noise = noise;
    this.flip = flip;
  }

  /** The batch of a zero-based step; cheapest for steps asked for in order. */
  public Batch batch(long step) {
    int[] positions = order.batch(step);
    long[] ids = new long[positions.length];
    boolean[] mirrored = new boolean[positions.length];
    for (int b = 0; b < positions.length; b++) {
      ids[b] = images.id(positions[b]);
      mirrored[b] = flip && noise.uniformInt(Purpose.FLIP, step, ids[b], 2) == 1;
    }
    return new Batch(ids, images.batch(positions, mirrored));
  }
}
