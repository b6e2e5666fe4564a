package io.github.sparkddpm.diffusion;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The loss of a batch, with the derivative by which the network learns. It is L_simple (Ho et al.
 * 2020, equation 14): the mean of (target - prediction)^2 over images, channels and pixels. Images
 * may count more or less than once. Where the network learns the variance, a term for it is added
 * (L_hybrid of Nichol and Dhariwal 2021, equation 16).
 */
public final class SimpleLoss {

  private final double[] perImage;
  private final INDArray gradient;

  /**
   * Compares a batch with its prediction.
   *
   * @param objective only read
   * @param predicted the network's output, [B,C,H,W] or, with the variance, [B,2C,H,W]; only read
   */
  public SimpleLoss(Objective objective, INDArray predicted) {
    INDArray difference =
        LearnedVariance.prediction(predicted, objective.target()).sub(objective.target());
    Optional<VarianceLoss> variance =
        objective
            .variance()
            .map(
                target -> new VarianceLoss(target, difference, LearnedVariance.half(predicted, 1)));
    INDArray rows = Images.rows(difference); // [B, C*H*W]
    INDArray squares = rows.mul(rows).mean(1);
    INDArray ofPrediction = difference.muli(2.0 / difference.length());
    objective
        .weights()
        .ifPresent(
            weights -> {
              squares.muli(weights);
              Broadcast.mul(ofPrediction, weights, ofPrediction, 0);
            });
    double[] losses = squares.toDoubleVector();
    variance.ifPresent(loss -> Arrays.setAll(losses, b -> losses[b] + loss.perImage()[b]));
    perImage = losses;
    gradient =
        variance.map(loss -> Nd4j.concat(1, ofPrediction, loss.gradient())).orElse(ofPrediction);
  }

  /** Returns the loss of every image, length B. */
  public double[] perImage() {
    return perImage.clone();
  }

  /** Returns the mean over the images. */
  public double mean() {
    return Arrays.stream(perImage).average().orElseThrow();
  }

  /** Returns the derivative of {@link #mean} by the network's output, and of its shape. */
  public INDArray gradient() {
    return gradient;
  }
}
