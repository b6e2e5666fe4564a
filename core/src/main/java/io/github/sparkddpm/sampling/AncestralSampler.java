package io.github.sparkddpm.sampling;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The ancestral sampler (Ho et al. 2020, algorithm 2): x_{t-1} = mu(x_t, epsilon) + sigma_t z, and
 * z = 0 at t = 1. On fewer than T timesteps it uses the betas of the respaced schedule (Nichol and
 * Dhariwal 2021, section 4).
 */
public final class AncestralSampler implements Sampler {

  private final ReverseChain chain;
  private final GaussianDiffusion diffusion;

  /**
   * Makes the sampler.
   *
   * @param diffusion the diffusion the model was trained on, with all its timesteps; its variance
   *     is sigma_t^2
   */
  public AncestralSampler(ReverseChain chain, GaussianDiffusion diffusion) {
    this.chain = chain;
    this.diffusion = chain.respace(diffusion);
  }

  @Override
  public INDArray sample(long[] imageIds, Observer observer) {
    return chain.walk(imageIds, new Step(), observer);
  }

  private final class Step implements ReverseChain.Transition {

    @Override
    public INDArray mean(INDArray xt, INDArray epsilon, int[] j) {
      return diffusion.pMeanVariance(xt, j, epsilon).previous().mean();
    }

    @Override
    public double standardDeviation(int j) {
      return Math.exp(diffusion.variance().logVariance(diffusion.schedule(), j) / 2);
    }
  }
}
