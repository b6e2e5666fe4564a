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
  private final X0Estimator estimator;

  /** Makes the sampler with the diffusion's target and clip. */
  public AncestralSampler(ReverseChain chain, GaussianDiffusion diffusion) {
    this(chain, diffusion, X0Estimator.of(diffusion));
  }

  /**
   * Makes the sampler.
   *
   * @param diffusion the diffusion the model was trained on, with all its timesteps; its variance
   *     is sigma_t^2, and its clip is not used
   * @param estimator reads the model's output
   */
  public AncestralSampler(ReverseChain chain, GaussianDiffusion diffusion, X0Estimator estimator) {
    this.chain = chain;
    this.diffusion = chain.respace(diffusion);
    this.estimator = estimator;
  }

  @Override
  public INDArray sample(long[] imageIds, Observer observer) {
    return chain.walk(imageIds, new Step(), observer);
  }

  private final class Step implements ReverseChain.Transition {

    @Override
    public INDArray mean(INDArray xt, INDArray output, int[] j) {
      INDArray x0 = estimator.x0(diffusion.schedule(), xt, output, j);
      return diffusion.qPosterior(x0, xt, j).mean();
    }

    @Override
    public double standardDeviation(int j) {
      return Math.exp(diffusion.variance().logVariance(diffusion.schedule(), j) / 2);
    }
  }
}
