package io.github.sparkddpm.spark.train.judge;

import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.training.AllReduce;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The replicas that share the work of judging. They take blocks of images in turn, so that a block
 * is the same, bit for bit, however many they are.
 *
 * @param slice whose rank is this replica's
 * @param sums over all of them
 */
public record Peers(WorkerSlice slice, AllReduce sums) {

  /** The number of images of a block but the last. */
  static final int BLOCK = 16;

  /**
   * Consecutive images.
   *
   * @param first position of the first one
   * @param count how many, at least 1
   */
  record Block(int first, int count) {}

  /** Returns this replica's blocks of so many images. */
  Iterable<Block> blocks(int images) {
    int own = BLOCK * slice.rank();
    int stride = BLOCK * slice.workers();
    return () ->
        IntStream.iterate(own, first -> first < images, first -> first + stride)
            .mapToObj(first -> new Block(first, Math.min(BLOCK, images - first)))
            .iterator();
  }

  /** Returns whether this replica speaks for all. */
  boolean isFirst() {
    return slice.rank() == 0;
  }

  /**
   * Returns the sum of all replicas' values. Values that all others have as zero are exact.
   *
   * @throws RuntimeException if another replica is lost
   */
  float[] sum(float[] own) {
    if (slice.workers() == 1) {
      return own;
    }
    INDArray vector = Nd4j.createFromArray(own);
    sums.sum(vector);
    return vector.toFloatVector();
  }
}
