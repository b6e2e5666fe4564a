package io.github.sparkddpm.diffusion;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The bound on the negative log-likelihood (Ho et al. 2020, equation 5), in bits per dimension:
 * {@code -ln p(x_0) <= L_T + sum_{t>1} L_{t-1} + L_0}.
 *
 * <p>Every expectation over q is estimated with one draw of noise, keyed by (timestep, image id),
 * so that an image's bound does not depend on its batch.
 *
 * @param model the network; called once for {@link #terms}
 */
public record VariationalBound(GaussianDiffusion diffusion, EpsilonModel model, NoiseStream noise) {

  private static final double BITS_PER_NAT = 1 / Math.log(2);

  /**
   * Computes L_T = KL(q(x_T | x_0) || N(0, I)), which no training changes.
   *
   * @param x0 images [B,C,H,W]
   * @return bits per dimension, length B
   */
  public double[] prior(INDArray x0) {
    NoiseSchedule schedule = diffusion.schedule();
    int last = schedule.timesteps() - 1;
    double alphaBar = schedule.alphaBar(last);
    double logVariance = schedule.logOneMinusAlphaBar(last);
    return Arrays.stream(Images.meanSquaredDistance(x0, x0.like()))
        .map(meanSquare -> BITS_PER_NAT * GaussianKl.nats(alphaBar * meanSquare, logVariance, 0))
        .toArray();
  }

  /**
   * Computes one term an image, each of its own timestep: L_{t-1} = KL(q(x_{t-1} | x_t, x_0) ||
   * p(x_{t-1} | x_t)), or L_0 = -ln p(x_0 | x_1) at timestep 0.
   *
   * @param x0 images [B,C,H,W] in [-1,1], of 8-bit origin
   * @param ids the images' ids, length B
   * @param timesteps zero-based, t - 1, length B, each in [0, T)
   * @return bits per dimension, length B
   */
  public double[] terms(INDArray x0, long[] ids, int[] timesteps) {
    long[] steps = Arrays.stream(timesteps).asLongStream().toArray();
    INDArray epsilon = noise.gaussian(Purpose.EVALUATION, steps, ids, x0.shape());
    INDArray xt = diffusion.qSample(x0, timesteps, epsilon.castTo(x0.dataType()));
    DiagonalGaussian p =
        diffusion.pMeanVariance(xt, timesteps, model.predict(xt, timesteps)).previous();
    double[] nats = GaussianKl.meanKl(diffusion.qPosterior(x0, xt, timesteps), p);
    for (int b = 0; b < nats.length; b++) {
      if (timesteps[b] == 0) {
        nats[b] = decoderNats(x0, p, b);
      }
    }
    return Arrays.stream(nats).map(value -> BITS_PER_NAT * value).toArray();
  }

  private static double decoderNats(INDArray x0, DiagonalGaussian p, int image) {
    double[] pixels = Images.rows(x0).getRow(image).toDoubleVector();
    double[] means = Images.rows(p.mean()).getRow(image).toDoubleVector();
    return -DiscretizedGaussian.meanLogLikelihood(pixels, means, p.logVariance(image));
  }
}
