package io.github.sparkddpm.sampling;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.LearnedVariance;
import io.github.sparkddpm.diffusion.Variance;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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

    /** The log-variance of the step whose mean was computed last, if the model predicts it. */
    private INDArray logVariance;

    @Override
    public INDArray mean(INDArray xt, INDArray output, int[] j) {
      INDArray x0 = estimator.x0(diffusion.schedule(), xt, output, j);
      if (diffusion.variance() == Variance.LEARNED) {
        logVariance = LearnedVariance.logVariance(diffusion.schedule(), output, j);
      }
      return diffusion.qPosterior(x0, xt, j).mean();
    }

    @Override
    public void addNoise(INDArray x, int j, Supplier<INDArray> z) {
      if (logVariance == null) {
        ReverseChain.Transition.super.addNoise(x, j, z);
      } else {
        INDArray deviation = Nd4j.math().exp(logVariance.muli(0.5));
        x.addi(z.get().muli(deviation.castTo(x.dataType())));
      }
    }

    @Override
    public double standardDeviation(int j) {
      return Math.exp(diffusion.variance().logVariance(diffusion.schedule(), j) / 2);
    }
  }
}
