package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.evaluation.NearestImages;
import java.io.Serializable;

/**
 * The nearest images of some queries.
 *
 * @param inPixels by the squared differences of the bytes
 * @param inFeatures by those of the features
 */
record Nearest(NearestImages inPixels, NearestImages inFeatures) implements Serializable {

  static Nearest ofNone(int queries) {
    return new Nearest(new NearestImages(queries), new NearestImages(queries));
  }

  Nearest merge(Nearest other) {
    return new Nearest(inPixels.merge(other.inPixels), inFeatures.merge(other.inFeatures));
  }
}
