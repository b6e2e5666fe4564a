package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.evaluation.InceptionScore;
import io.github.sparkddpm.evaluation.Judgement;
import io.github.sparkddpm.evaluation.Moments;
import io.github.sparkddpm.evaluation.PrecisionRecall;
import java.util.List;
import java.util.Optional;

/**
 * Distances of images from the reference, with rows to compare them to.
 *
 * @param features d of the feature model
 * @param rows the generated images first
 * @param judgements of the generated images
 */
public record Distances(int features, List<Row> rows, Judgements judgements) {

  /**
   * One kind of images against the reference.
   *
   * @param name the name of this kind
   * @param images the number of images
   * @param frechet the Frechet distance; NaN where there are too few images for one
   * @param kernel the estimates of the kernel distance; none where there are too few images
   * @param precisionRecall of the first images; empty where there are too few
   * @param inceptionScore of the first images; empty where no output of the model has class scores
   */
  public record Row(
      String name,
      long images,
      double frechet,
      Moments kernel,
      Optional<PrecisionRecall> precisionRecall,
      Optional<InceptionScore> inceptionScore) {}

  /**
   * A verdict by each measure; empty where there are too few images for it.
   *
   * @param precision by what it lacks to 1
   * @param recall by what it lacks to 1
   */
  public record Judgements(
      Optional<Judgement> frechet,
      Optional<Judgement> kernel,
      Optional<Judgement> precision,
      Optional<Judgement> recall) {}

  public Distances {
    rows = List.copyOf(rows);
  }
}
