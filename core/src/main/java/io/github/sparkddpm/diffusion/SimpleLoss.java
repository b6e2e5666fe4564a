package io.github.sparkddpm.diffusion;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;

/**
 * The loss of a batch, with the derivative by which the network learns. It is L_simple (Ho et al.
 * 2020, equation 14): the mean of (target - prediction)^2 over images, channels and pixels. Images
 * may count more or less than once.
 */
public final class SimpleLoss {

  private final double[] perImage;
  private final INDArray gradient;

  /**
   * Compares a batch with its prediction.
   *
   * @param objective only read
   * @param predicted the network's output, [B,C,H,W]; only read
   */
  public SimpleLoss(Objective objective, INDArray predicted) {
    INDArray difference = predicted.sub(objective.target());
    INDArray rows = Images.rows(difference); // [B, C*H*W]
    INDArray squares = rows.mul(rows).mean(1);
    gradient = difference.muli(2.0 / difference.length());
    objective
        .weights()
        .ifPresent(
            weights -> {
              squares.muli(weights);
              Broadcast.mul(gradient, weights, gradient, 0);
            });
    perImage = squares.toDoubleVector();
  }

  /** Returns the loss of every image, length B. */
  public double[] perImage() {
    return perImage.clone();
  }

  /** Returns the mean over the images. */
  public double mean() {
    return Arrays.stream(perImage).average().orElseThrow();
  }

  /** Returns the derivative of {@link #mean} by the prediction, [B,C,H,W]. */
  public INDArray gradient() {
    return gradient;
  }
}
