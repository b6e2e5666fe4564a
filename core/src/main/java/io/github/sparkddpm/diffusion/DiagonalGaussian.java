package io.github.sparkddpm.diffusion;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A batch of Gaussians with independent dimensions, one an image.
 *
 * @param mean [B,C,H,W]
 * @param logVariance ln of the variance, double: [B] where an image's dimensions share one, which
 *     may be -infinity for a point, or [B,C,H,W]
 */
public record DiagonalGaussian(INDArray mean, INDArray logVariance) {

  /** Returns ln of the variance of one image's dimensions: a single value if they share it. */
  double[] logVariance(int image) {
    return logVariance.rank() == 1
        ? new double[] {logVariance.getDouble(image)}
        : Images.rows(logVariance).getRow(image).toDoubleVector();
  }
}
