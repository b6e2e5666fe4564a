package io.github.sparkddpm.sampling;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The sampler DDIM (Song et al. 2021, equation 12): x_s = sqrt(alphaBar_s) x_0 + sqrt(1 -
 * alphaBar_s - sigma^2) epsilon + sigma z.
 *
 * <p>It goes from a visited timestep t to the next, s. x_0 is predicted and clipped. Then epsilon
 * is derived from it again, or is what the model predicted.
 */
public final class DdimSampler implements Sampler {

  private final ReverseChain chain;
  private final GaussianDiffusion diffusion;
  private final Settings settings;

  /**
   * The settings of the sampler.
   *
   * @param estimator reads the model's output
   * @param eta in [0,1]: 0 adds no noise after the prior; 1 has the variance of ancestral sampling
   *     with {@code FIXED_SMALL}
   * @param rederiveEpsilon whether epsilon follows from the clipped x_0, so that both still make up
   *     x_t; else it stays as the model predicted it
   */
  public record Settings(X0Estimator estimator, double eta, boolean rederiveEpsilon) {

    public Settings {
      if (!(eta >= 0 && eta <= 1)) {
        throw new IllegalArgumentException("DDIM's eta must be in [0, 1], got " + eta);
      }
    }
  }

  /** Makes the sampler with the diffusion's target and clip, and epsilon derived again. */
  public DdimSampler(ReverseChain chain, GaussianDiffusion diffusion, double eta) {
    this(chain, diffusion, new Settings(X0Estimator.of(diffusion), eta, true));
  }

  /**
   * Makes the sampler.
   *
   * @param diffusion the diffusion the model was trained on, with all its timesteps; its variance
   *     and clip are not used
   */
  public DdimSampler(ReverseChain chain, GaussianDiffusion diffusion, Settings settings) {
    this.chain = chain;
    this.diffusion = chain.respace(diffusion);
    this.settings = settings;
  }

  @Override
  public INDArray sample(long[] imageIds, Observer observer) {
    return chain.walk(imageIds, step(), observer);
  }

  /** Returns the step of a walk. */
  ReverseChain.Transition step() {
    return new Step();
  }

  private final class Step implements ReverseChain.Transition {

    @Override
    public INDArray mean(INDArray xt, INDArray output, int[] j) {
      NoiseSchedule schedule = diffusion.schedule();
      INDArray x0 = settings.estimator().x0(schedule, xt, output, j);
      INDArray epsilon =
          settings.rederiveEpsilon()
              ? diffusion.predictEpsilon(xt, j, x0)
              : settings.estimator().epsilon(schedule, xt, output, j);
      double sigma = standardDeviation(j[0]);
      double direction =
          Math.sqrt(Math.max(0, schedule.oneMinusAlphaBarPrev(j[0]) - sigma * sigma));
      return x0.muli(Math.sqrt(schedule.alphaBarPrev(j[0]))).addi(epsilon.muli(direction));
    }

    @Override
    public double standardDeviation(int j) {
      return settings.eta() * Math.sqrt(diffusion.schedule().posteriorVariance(j));
    }
  }
}
