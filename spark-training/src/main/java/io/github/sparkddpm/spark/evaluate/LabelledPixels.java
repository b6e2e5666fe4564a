package io.github.sparkddpm.spark.evaluate;

/** Images with their classes: no record, for arrays are neither copied nor compared. */
public final class LabelledPixels {

  private final byte[] pixels;
  private final int[] labels;

  /**
   * Creates them.
   *
   * @param pixels C*H*W unsigned bytes an image, one after the other
   * @param labels a class an image, or {@link io.github.sparkddpm.data.Labels#NONE}
   */
  LabelledPixels(byte[] pixels, int[] labels) {
    this.pixels = pixels;
    this.labels = labels;
  }

  byte[] pixels() {
    return pixels;
  }

  int[] labels() {
    return labels;
  }
}
