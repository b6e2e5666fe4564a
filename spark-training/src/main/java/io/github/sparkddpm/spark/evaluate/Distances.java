package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.evaluation.Moments;
import java.util.List;

/**
 * How far images are from the reference, beside what tells whether that is near or far.
 *
 * @param features d of the feature model
 * @param rows the generated images first
 */
public record Distances(int features, List<Row> rows) {

  /**
   * One kind of images against the reference.
   *
   * @param name what they are
   * @param images how many
   * @param frechet the Frechet distance; NaN where there are too few images for one
   * @param kernel the estimates of the kernel distance; none where there are too few images
   */
  public record Row(String name, long images, double frechet, Moments kernel) {}

  public Distances {
    rows = List.copyOf(rows);
  }
}
