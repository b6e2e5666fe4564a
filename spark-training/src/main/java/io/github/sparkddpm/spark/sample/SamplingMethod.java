package io.github.sparkddpm.spark.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.sampling.AncestralSampler;
import io.github.sparkddpm.sampling.Clip;
import io.github.sparkddpm.sampling.DdimSampler;
import io.github.sparkddpm.sampling.DpmSolverSampler;
import io.github.sparkddpm.sampling.ReverseChain;
import io.github.sparkddpm.sampling.Sampler;
import io.github.sparkddpm.sampling.TimestepSpacing;
import io.github.sparkddpm.sampling.Timesteps;
import io.github.sparkddpm.sampling.UniPcSampler;
import io.github.sparkddpm.sampling.X0Estimator;
import java.io.Serializable;

/**
 * A sampler with its settings.
 *
 * @param steps reverse steps; 0 for all timesteps
 * @param spacing which timesteps are visited when there are fewer steps
 * @param eta share of fresh noise of DDIM and DPM-Solver++, in [0, 1]; the others ignore it
 * @param order predictions that a step of a multistep solver makes use of, in [1, 3]
 * @param clip how a predicted x_0 is kept in the range of pixels
 * @param rederiveEpsilon whether DDIM derives epsilon again from the clipped x_0
 */
public record SamplingMethod(
    SamplingAlgorithm algorithm,
    int steps,
    TimestepSpacing spacing,
    double eta,
    int order,
    Clip clip,
    boolean rederiveEpsilon)
    implements Serializable {

  /** Returns the timesteps that it visits. */
  public Timesteps timesteps(int total) {
    return algorithm.timesteps(spacing, total, steps);
  }

  /** Returns the sampler that walks a chain over those timesteps. */
  public Sampler sampler(ReverseChain chain, GaussianDiffusion diffusion) {
    X0Estimator estimator = new X0Estimator(diffusion.target(), clip);
    return switch (algorithm) {
      case ANCESTRAL -> new AncestralSampler(chain, diffusion, estimator);
      case DDIM ->
          new DdimSampler(
              chain, diffusion, new DdimSampler.Settings(estimator, eta, rederiveEpsilon));
      case DPM_SOLVER_PLUS_PLUS ->
          new DpmSolverSampler(
              chain,
              diffusion,
              new DpmSolverSampler.Settings(
                  estimator, order, eta, chain.timesteps().steps() < DpmSolverSampler.FEW_STEPS));
      case UNIPC -> new UniPcSampler(chain, diffusion, estimator, order);
    };
  }

  /** Writes all that an image depends on. What keeps its default leaves no trace. */
  void describe(ObjectNode settings, GaussianDiffusion diffusion) {
    int total = diffusion.schedule().timesteps();
    int taken = timesteps(total).steps();
    settings.put("sampler", algorithm.name()).put("steps", taken).put("clip", clip != Clip.NONE);
    if (clip == Clip.DYNAMIC) {
      settings.put("threshold", clip.name());
    }
    if (taken < total) {
      settings.put("spacing", spacing.name());
    }
    switch (algorithm) {
      case ANCESTRAL -> settings.put("variance", diffusion.variance().name());
      case DDIM -> {
        settings.put("eta", eta);
        if (!rederiveEpsilon) {
          settings.put("rederive-epsilon", false);
        }
      }
      case DPM_SOLVER_PLUS_PLUS -> settings.put("eta", eta).put("order", order);
      case UNIPC -> settings.put("order", order);
    }
  }
}
