package io.github.sparkddpm.spark.sample;

import static io.github.sparkddpm.settings.InvalidValueException.require;

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
import java.util.Locale;

/**
 * A sampler with its settings.
 *
 * @param sampler the algorithm
 * @param steps reverse steps; 0 for all timesteps
 * @param spacing which timesteps are visited when there are fewer steps
 * @param eta share of fresh noise of DDIM and DPM-Solver++, in [0, 1]; the others ignore it
 * @param order predictions that a step of a multistep solver makes use of, in [1, 3]
 * @param clip how a predicted x_0 is kept in the range of pixels
 * @param rederiveEpsilon whether DDIM derives epsilon again from the clipped x_0
 */
public record SamplingMethod(
    SamplingAlgorithm sampler,
    int steps,
    TimestepSpacing spacing,
    double eta,
    int order,
    ClipChoice clip,
    boolean rederiveEpsilon)
    implements Serializable {

  public SamplingMethod {
    require(steps >= 0, "sampling.steps", steps, "0 (all) or more");
    require(eta >= 0 && eta <= 1, "sampling.eta", eta, "in [0, 1]");
    require(
        order >= 1 && order <= DpmSolverSampler.MAX_ORDER, "sampling.order", order, "in [1, 3]");
  }

  /**
   * Checks that the spacing finds as many distinct timesteps as there are steps, and that the steps
   * suffice for the order.
   *
   * @param total T, at least 1
   */
  public void requireSpaced(int total) {
    require(
        steps <= total,
        "sampling.steps",
        steps,
        "at most diffusion.timesteps (%s)".formatted(total));
    require(
        steps == 0 || sampler.isSpaced(spacing, total, steps),
        "sampling.steps",
        steps,
        "fewer with sampling.spacing=%s, which visits a timestep twice here"
            .formatted(spacing.name().toLowerCase(Locale.ROOT)));
    int taken = steps == 0 ? total : steps;
    require(
        !sampler.isMultistep() || order <= taken,
        "sampling.order",
        order,
        "at most %s (%s)".formatted(steps == 0 ? "diffusion.timesteps" : "sampling.steps", taken));
  }

  /** Returns the timesteps that it visits. */
  public Timesteps timesteps(int total) {
    return sampler.timesteps(spacing, total, steps);
  }

  /** Returns the sampler that walks a chain over those timesteps. */
  public Sampler sampler(ReverseChain chain, GaussianDiffusion diffusion) {
    X0Estimator estimator = new X0Estimator(diffusion.target(), clip.clip(diffusion.clipX0()));
    return switch (sampler) {
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
    Clip kept = clip.clip(diffusion.clipX0());
    settings.put("sampler", sampler.name()).put("steps", taken).put("clip", kept != Clip.NONE);
    if (kept == Clip.DYNAMIC) {
      settings.put("threshold", kept.name());
    }
    if (taken < total) {
      settings.put("spacing", spacing.name());
    }
    switch (sampler) {
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
