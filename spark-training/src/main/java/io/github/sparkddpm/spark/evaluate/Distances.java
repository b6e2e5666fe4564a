package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.evaluation.Moments;
import java.util.List;

/**
 * Distances of images from the reference, with rows to compare them to.
 *
 * @param features d of the feature model
 * @param rows the generated images first
 */
public record Distances(int features, List<Row> rows) {

  /**
   * One kind of images against the reference.
   *
   * @param name the name of this kind
   * @param images the number of images
   * @param frechet the Frechet distance; NaN where there are too few images for one
   * @param kernel the estimates of the kernel distance; none where there are too few images
   */
  public record Row(String name, long images, double frechet, Moments kernel) {}

  public Distances {
    rows = List.copyOf(rows);
  }
}
