package io.github.sparkddpm.diffusion;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The Kullback-Leibler divergence KL(q || p) of two Gaussians with diagonal covariance. */
public final class GaussianKl {

  private GaussianKl() {}

  /**
   * Returns the divergence of each image, as a mean over its dimensions.
   *
   * @param q whose dimensions share a variance
   * @return nats per dimension, length B
   */
  static double[] meanKl(DiagonalGaussian q, DiagonalGaussian p) {
    if (p.logVariance().rank() == 1) {
      return ofSharedVariances(q, p);
    }
    return IntStream.range(0, (int) p.mean().size(0)).mapToDouble(b -> meanKl(q, p, b)).toArray();
  }

  private static double meanKl(DiagonalGaussian q, DiagonalGaussian p, int image) {
    double[] distances = Images.rows(q.mean().sub(p.mean())).getRow(image).toDoubleVector();
    double logVarianceQ = q.logVariance().getDouble(image);
    double[] logVariancesP = p.logVariance(image);
    double sum = 0;
    for (int i = 0; i < distances.length; i++) {
      sum += nats(distances[i] * distances[i], logVarianceQ, logVariancesP[i]);
    }
    return sum / distances.length;
  }

  private static double[] ofSharedVariances(DiagonalGaussian q, DiagonalGaussian p) {
    double[] squaredDistance = Images.meanSquaredDistance(q.mean(), p.mean());
    INDArray logVarianceQ = q.logVariance();
    INDArray logVarianceP = p.logVariance();
    return IntStream.range(0, squaredDistance.length)
        .mapToDouble(
            b -> nats(squaredDistance[b], logVarianceQ.getDouble(b), logVarianceP.getDouble(b)))
        .toArray();
  }

  /**
   * Computes the divergence in one dimension: (ln v_p - ln v_q - 1 + v_q / v_p + (m_q - m_p)^2 /
   * v_p) / 2.
   *
   * @param squaredDistance (m_q - m_p)^2
   * @param logVarianceQ ln v_q; may be -infinity only where the result may be infinite
   * @param logVarianceP ln v_p
   * @return nats, at least 0, to nearly full precision for near equal distributions too
   */
  static double nats(double squaredDistance, double logVarianceQ, double logVarianceP) {
    return 0.5
        * (exponentialBeyondTangent(logVarianceQ - logVarianceP)
            + squaredDistance * Math.exp(-logVarianceP));
  }

  /**
   * Computes e^x - 1 - x. Near 0, where the plain form has no digits left, it sums x^2/2 + x^3/6 +
   * ...
   */
  private static double exponentialBeyondTangent(double x) {
    if (Math.abs(x) > 0.5) {
      return Math.expm1(x) - x;
    }
    double term = x * x / 2;
    double sum = term;
    for (int k = 3; Math.abs(term) > Math.ulp(sum) / 2; k++) {
      term *= x / k;
      sum += term;
    }
    return sum;
  }
}
