package io.github.sparkddpm.spark.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive positions in a set of images, as many as one batch holds. A batch thus does not
 * depend on how the blocks are split over tasks.
 *
 * @param first the first position
 * @param count how many, at least 1
 */
record ImageBlock(int first, int count) implements Serializable {

  /** Cuts a set of images; the last block may be smaller. */
  static List<ImageBlock> of(int images, int size) {
    List<ImageBlock> blocks = new ArrayList<>();
    for (int first = 0; first < images; first += size) {
      blocks.add(new ImageBlock(first, Math.min(size, images - first)));
    }
    return blocks;
  }
}
