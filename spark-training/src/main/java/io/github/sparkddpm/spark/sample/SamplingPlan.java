package io.github.sparkddpm.spark.sample;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.network.GuidedModel;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.sampling.ReverseChain;
import io.github.sparkddpm.sampling.Sampler;
import io.github.sparkddpm.sampling.Timesteps;
import io.github.sparkddpm.spark.sample.files.SampleClasses;
import java.io.Serializable;

/**
 * The settings by which images are drawn; sent to executors. Image i depends on the weights and on
 * this alone: seed, network, diffusion, the sampler and the engine.
 *
 * @param seed seed of the noise
 * @param network the network the weights are of
 * @param diffusion as the network was trained on
 * @param sampling which images, by which sampler
 * @param threads native threads of a task, 0 for its share of the machine's cores
 * @param engine what computes the network
 */
public record SamplingPlan(
    long seed,
    UNetConfig network,
    GaussianDiffusion diffusion,
    SamplingConfig sampling,
    int threads,
    EngineConfig engine)
    implements Serializable {

  public SamplingPlan {
    require(threads >= 0, "training.threads", threads, "0 (all cores) or more");
  }

  /** Returns the same plan with the engine that was chosen. */
  SamplingPlan computedBy(EngineConfig chosen) {
    return new SamplingPlan(seed, network, diffusion, sampling, threads, chosen);
  }

  /** Returns the number of reverse steps of every image. */
  public int stepsTaken() {
    return timesteps().steps();
  }

  /** Returns the classes of the images. */
  SampleClasses classes() {
    return sampling.conditioning().classes(network, seed);
  }

  /** Returns the sampler of images of some ids, which may have classes. */
  Sampler sampler(UNet model, long... ids) {
    ReverseChain chain =
        new ReverseChain(
            new GuidedModel(model, sampling.conditioning().guidance(), classes().labels(ids)),
            timesteps(),
            network.imageShape(),
            new NoiseStream(seed));
    return sampling.method().sampler(chain, diffusion);
  }

  private Timesteps timesteps() {
    return sampling.method().timesteps(diffusion.schedule().timesteps());
  }
}
