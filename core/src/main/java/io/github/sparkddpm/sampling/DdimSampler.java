package io.github.sparkddpm.sampling;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The sampler DDIM (Song et al. 2021, equation 12): x_s = sqrt(alphaBar_s) x_0 + sqrt(1 -
 * alphaBar_s - sigma^2) epsilon + sigma z.
 *
 * <p>It goes from a visited timestep t to the next, s. x_0 is predicted, and epsilon is derived
 * from it again after the clip.
 */
public final class DdimSampler implements Sampler {

  private final ReverseChain chain;
  private final GaussianDiffusion diffusion;
  private final double eta;

  /**
   * Makes the sampler.
   *
   * @param diffusion the diffusion the model was trained on, with all its timesteps; its variance
   *     is not used
   * @param eta in [0,1]: 0 adds no noise after the prior; 1 has the variance of ancestral sampling
   *     with {@code FIXED_SMALL}
   */
  public DdimSampler(ReverseChain chain, GaussianDiffusion diffusion, double eta) {
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("DDIM's eta must be in [0, 1], got " + eta);
    }
    this.chain = chain;
    this.diffusion = chain.respace(diffusion);
    this.eta = eta;
  }

  @Override
  public INDArray sample(long[] imageIds, Observer observer) {
    return chain.walk(imageIds, new Step(), observer);
  }

  private final class Step implements ReverseChain.Transition {

    @Override
    public INDArray mean(INDArray xt, INDArray epsilon, int[] j) {
      NoiseSchedule schedule = diffusion.schedule();
      INDArray x0 = diffusion.predictX0(xt, j, epsilon);
      INDArray consistentEpsilon = diffusion.predictEpsilon(xt, j, x0);
      double sigma = standardDeviation(j[0]);
      double direction =
          Math.sqrt(Math.max(0, schedule.oneMinusAlphaBarPrev(j[0]) - sigma * sigma));
      return x0.muli(Math.sqrt(schedule.alphaBarPrev(j[0])))
          .addi(consistentEpsilon.muli(direction));
    }

    @Override
    public double standardDeviation(int j) {
      return eta * Math.sqrt(diffusion.schedule().posteriorVariance(j));
    }
  }
}
