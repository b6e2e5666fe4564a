package io.github.sparkddpm.diffusion;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * L_simple of a batch (Ho et al. 2020, equation 14): the mean of (epsilon - epsilon_theta)^2 over
 * images, channels and pixels. With it comes the derivative by which the network learns.
 */
public final class SimpleLoss {

  private final double[] perImage;
  private final INDArray gradient;

  /**
   * Compares the noise in a batch with its prediction.
   *
   * @param epsilon the noise, [B,C,H,W]; only read
   * @param predicted epsilon_theta, the network's output, [B,C,H,W]; only read
   */
  public SimpleLoss(INDArray epsilon, INDArray predicted) {
    INDArray difference = predicted.sub(epsilon);
    INDArray rows = Images.rows(difference); // [B, C*H*W]
    perImage = rows.mul(rows).mean(1).toDoubleVector();
    gradient = difference.muli(2.0 / difference.length());
  }

  /** Returns the loss of every image, length B. */
  public double[] perImage() {
    return perImage.clone();
  }

  /** Returns L_simple, the mean over the images. */
  public double mean() {
    return Arrays.stream(perImage).average().orElseThrow();
  }

  /** Returns the derivative of {@link #mean} by the prediction, [B,C,H,W]. */
  public INDArray gradient() {
    return gradient;
  }
}
