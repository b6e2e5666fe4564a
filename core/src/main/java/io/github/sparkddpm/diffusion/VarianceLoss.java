package io.github.sparkddpm.diffusion;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The term of the loss by which the variance is learned: one term of the variational bound, whose
 * mean is taken as it is, so that only the variance follows it (Nichol and Dhariwal 2021, section
 * 3.1, the stopped gradient). The mean is not clipped.
 */
final class VarianceLoss {

  private final VarianceTarget target;
  private final double[] perImage;
  private final INDArray gradient;

  /**
   * Computes the term.
   *
   * @param error prediction minus target, [B,C,H,W]
   * @param variance the network's second half of channels, [B,C,H,W]
   */
  VarianceLoss(VarianceTarget target, INDArray error, INDArray variance) {
    this.target = target;
    perImage = new double[target.images().size()];
    gradient = variance.like();
    INDArray errors = Images.rows(error);
    INDArray variances = Images.rows(variance);
    INDArray gradients = Images.rows(gradient);
    for (int b = 0; b < perImage.length; b++) {
      double[] slopes =
          image(b, errors.getRow(b).toDoubleVector(), variances.getRow(b).toDoubleVector());
      gradients.getRow(b).assign(Nd4j.createFromArray(slopes));
    }
  }

  /** Adds up one image's loss, and returns the derivative of the batch's mean by its variances. */
  private double[] image(int b, double[] error, double[] variance) {
    VarianceTarget.Image image = target.images().get(b);
    double[] x0 = image.first() ? Images.rows(target.x0()).getRow(b).toDoubleVector() : error;
    double weight = image.weight() / error.length;
    double[] slopes = new double[error.length];
    double sum = 0;
    for (int i = 0; i < error.length; i++) {
      double above = (variance[i] + 1) / 2 * image.logRange();
      double distance = image.factor() * error[i];
      Term term =
          image.first()
              ? decoder(x0[i], x0[i] + distance, image.logSmall() + above)
              : divergence(distance, image.logSmall(), above);
      sum += term.nats();
      slopes[i] = weight * term.slope() * image.logRange() / 2 / perImage.length;
    }
    perImage[b] = weight * sum;
    return slopes;
  }

  /**
   * One dimension's share of the bound.
   *
   * @param slope its derivative by the log-variance of p
   */
  private record Term(double nats, double slope) {}

  /** Returns KL(q || p), where ln of q's variance is at the small end of the range. */
  private static Term divergence(double distance, double logSmall, double above) {
    double ratio = Math.exp(-above);
    double far = distance * distance * Math.exp(-logSmall - above);
    return new Term((above - 1 + ratio + far) / 2, (1 - ratio - far) / 2);
  }

  private static Term decoder(double x0, double mean, double logVariance) {
    return new Term(
        -DiscretizedGaussian.logLikelihood(x0, mean, logVariance / 2),
        -DiscretizedGaussian.derivativeByLogScale(x0, mean, logVariance / 2) / 2);
  }

  /** Returns the term of every image, weighted, length B. */
  double[] perImage() {
    return perImage;
  }

  /** Returns the derivative of their mean by the variance's channels, [B,C,H,W]. */
  INDArray gradient() {
    return gradient;
  }
}
