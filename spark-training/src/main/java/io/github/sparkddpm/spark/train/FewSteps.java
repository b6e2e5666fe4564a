package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.network.GuidedModel;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.sampling.DpmSolverSampler;
import io.github.sparkddpm.sampling.ReverseChain;
import io.github.sparkddpm.sampling.TimestepSpacing;
import io.github.sparkddpm.sampling.Timesteps;
import io.github.sparkddpm.sampling.X0Estimator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Samples in few steps of SDE-DPM-Solver++, by the noise of the run's first samples.
 *
 * @param steps in [1, T]
 */
public record FewSteps(TrainingPlan plan, int steps) {

  private static final int ORDER = 2;

  /** All the noise: it hides what a network that is not trained well yet gets wrong. */
  private static final double ETA = 1;

  /**
   * Draws samples.
   *
   * @param ids of the samples, length B
   * @param labels their classes or {@link io.github.sparkddpm.data.Labels#NONE}, length B
   * @return [B,C,H,W]
   */
  public INDArray draw(UNet network, long[] ids, int[] labels) {
    GaussianDiffusion diffusion = plan.diffusion();
    Timesteps timesteps =
        TimestepSpacing.LINSPACE.chooseAboveZero(diffusion.schedule().timesteps(), steps);
    ReverseChain chain =
        new ReverseChain(
            new GuidedModel(network, 1, labels),
            timesteps,
            plan.network().imageShape(),
            new NoiseStream(plan.seed()));
    return new DpmSolverSampler(
            chain,
            diffusion,
            new DpmSolverSampler.Settings(
                X0Estimator.of(diffusion), ORDER, ETA, steps < DpmSolverSampler.FEW_STEPS))
        .sample(ids);
  }
}
