package io.github.sparkddpm.spark.evaluate;

import java.io.Serializable;

/** Images whose nearest ones are sought; travels to executors. */
final class Queries implements Serializable {

  private static final long serialVersionUID = 1L;

  private final byte[] pixels;
  private final float[][] features;

  /**
   * Creates queries.
   *
   * @param pixels Q*C*H*W unsigned bytes
   * @param features Q vectors
   */
  Queries(byte[] pixels, float[][] features) {
    this.pixels = pixels;
    this.features = features;
  }

  int count() {
    return features.length;
  }

  byte[] pixels() {
    return pixels;
  }

  float[] features(int query) {
    return features[query];
  }
}
