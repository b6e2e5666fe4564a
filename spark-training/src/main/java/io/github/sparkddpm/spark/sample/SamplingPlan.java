package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.sampling.ReverseChain;
import io.github.sparkddpm.sampling.Sampler;
import io.github.sparkddpm.sampling.Timesteps;
import io.github.sparkddpm.spark.data.NetworkImages;
import java.io.Serializable;

/**
 * The settings by which images are drawn; sent to executors. Image i depends on this and the
 * weights alone, the batch size and the threads excepted.
 *
 * @param seed seed of the noise
 * @param network the network the weights are of
 * @param diffusion as the network was trained on
 * @param method which sampler, and its settings
 * @param batchSize images drawn at once, at least 1
 * @param threads native threads of a task, 0 for its share of the machine's cores
 * @param engine what computes the network
 */
public record SamplingPlan(
    long seed,
    UNetConfig network,
    GaussianDiffusion diffusion,
    SamplingMethod method,
    int batchSize,
    int threads,
    EngineConfig engine)
    implements Serializable {

  public SamplingPlan {
    if (batchSize < 1 || threads < 0) {
      throw new IllegalArgumentException(
          "Cannot sample in batches of %s with %s threads".formatted(batchSize, threads));
    }
  }

  /** Returns the same plan with the engine that was chosen. */
  SamplingPlan computedBy(EngineConfig chosen) {
    return new SamplingPlan(seed, network, diffusion, method, batchSize, threads, chosen);
  }

  /** Returns the shape of one image. */
  public ImageShape imageShape() {
    return NetworkImages.shape(network);
  }

  /** Returns the number of reverse steps of every image. */
  public int stepsTaken() {
    return timesteps().steps();
  }

  Sampler sampler(EpsilonModel model) {
    ReverseChain chain = new ReverseChain(model, timesteps(), imageShape(), new NoiseStream(seed));
    return method.sampler(chain, diffusion);
  }

  private Timesteps timesteps() {
    return method.timesteps(diffusion.schedule().timesteps());
  }
}
