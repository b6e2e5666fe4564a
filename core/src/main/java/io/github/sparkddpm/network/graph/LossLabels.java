package io.github.sparkddpm.network.graph;

import io.github.sparkddpm.diffusion.LearnedVariance;
import io.github.sparkddpm.diffusion.Objective;
import io.github.sparkddpm.diffusion.VarianceTarget;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An objective as the two arrays that can travel with the images of a graph that DL4J trains.
 *
 * @param labels the target, [B,C,H,W], and behind it the images if the variance is learned,
 *     [B,2C,H,W]
 * @param mask a row of numbers an image, [B,1] or [B,6]: its weight, and what {@link
 *     VarianceTarget.Image} has; null if each image counts once and no variance is learned
 */
record LossLabels(INDArray labels, INDArray mask) {

  private static final int WEIGHT_OF_ERROR = 0;
  private static final int FACTOR = 1;
  private static final int LOG_SMALL = 2;
  private static final int LOG_RANGE = 3;
  private static final int FIRST = 4;
  private static final int WEIGHT = 5;

  static LossLabels of(Objective objective) {
    int images = (int) objective.target().size(0);
    float[] weights =
        objective.weights().map(INDArray::toFloatVector).orElseGet(() -> ones(images));
    if (objective.variance().isEmpty()) {
      INDArray column = Nd4j.createFromArray(weights).reshape(images, 1);
      return new LossLabels(objective.target(), objective.weights().isEmpty() ? null : column);
    }
    VarianceTarget variance = objective.variance().get();
    float[][] rows =
        IntStream.range(0, images)
            .mapToObj(b -> row(weights[b], variance.images().get(b)))
            .toArray(float[][]::new);
    return new LossLabels(
        Nd4j.concat(1, objective.target(), variance.x0()), Nd4j.createFromArray(rows));
  }

  Objective objective() {
    if (mask == null) {
      return new Objective(labels);
    }
    float[][] rows = mask.toFloatMatrix();
    INDArray weights = Nd4j.createFromArray(column(rows, WEIGHT_OF_ERROR));
    if (rows[0].length == 1) {
      return new Objective(labels, Optional.of(weights), Optional.empty());
    }
    List<VarianceTarget.Image> images = Arrays.stream(rows).map(LossLabels::image).toList();
    return new Objective(
        LearnedVariance.half(labels, 0),
        Optional.of(weights),
        Optional.of(new VarianceTarget(LearnedVariance.half(labels, 1), images)));
  }

  private static float[] row(float weight, VarianceTarget.Image image) {
    return new float[] {
      weight,
      (float) image.factor(),
      (float) image.logSmall(),
      (float) image.logRange(),
      image.first() ? 1 : 0,
      (float) image.weight()
    };
  }

  private static VarianceTarget.Image image(float[] row) {
    return new VarianceTarget.Image(
        row[FACTOR], row[LOG_SMALL], row[LOG_RANGE], row[FIRST] > 0, row[WEIGHT]);
  }

  private static float[] column(float[][] rows, int column) {
    float[] values = new float[rows.length];
    for (int b = 0; b < values.length; b++) {
      values[b] = rows[b][column];
    }
    return values;
  }

  private static float[] ones(int count) {
    float[] values = new float[count];
    Arrays.fill(values, 1);
    return values;
  }
}
