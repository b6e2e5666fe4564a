package io.github.sparkddpm.spark.sample;

import java.io.Serializable;
import java.util.List;

/**
 * What one task drew: no record, for its pixels are neither copied nor compared.
 *
 * <p>The first task's first images are watched as they emerge from noise.
 */
final class SampledPart implements Serializable {

  private static final long serialVersionUID = 1L;

  private final IdRange ids;
  private final byte[] pixels;
  private final List<byte[]> moments;

  /**
   * @param pixels of all images, one after the other, in the order of their ids
   * @param moments pixels of the watched images, from noise to image; none in other tasks
   */
  SampledPart(IdRange ids, byte[] pixels, List<byte[]> moments) {
    this.ids = ids;
    this.pixels = pixels;
    this.moments = List.copyOf(moments);
  }

  IdRange ids() {
    return ids;
  }

  byte[] pixels() {
    return pixels;
  }

  List<byte[]> moments() {
    return moments;
  }
}
