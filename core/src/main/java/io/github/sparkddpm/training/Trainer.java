package io.github.sparkddpm.training;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.random.NoiseStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Ho et al. 2020, algorithm 1: one replica's training steps. */
public final class Trainer {

  private final UNet network;
  private final GaussianDiffusion diffusion;
  private final NoiseStream noise;
  private final OptimizerConfig config;
  private final Optimizer optimizer;

  /** Trains a network in place. */
  public Trainer(
      UNet network, GaussianDiffusion diffusion, OptimizerConfig config, NoiseStream noise) {
    this.network = network;
    this.diffusion = diffusion;
    this.noise = noise;
    this.config = config;
    optimizer = new Optimizer(config, network.parameters());
  }

  public Optimizer optimizer() {
    return optimizer;
  }

  /**
   * One step: t and epsilon for every image, the gradient of L_simple, the optimizer.
   *
   * @param ids the examples' ids, length B: their noise depends on (seed, step, id) alone
   * @param x0 their images, [B,C,H,W] in [-1,1]
   * @throws DivergedException as {@link Optimizer#apply}
   */
  public StepReport step(long[] ids, INDArray x0) {
    long step = optimizer.step();
    long start = System.nanoTime();
    NoisedBatch batch = NoisedBatch.draw(diffusion, noise, step, ids, x0);
    double noiseSeconds = (System.nanoTime() - start) / 1e9;
    network.batch(noise, step, ids);
    double[] losses = network.gradient(batch.xt(), batch.timesteps(), batch.epsilon());
    double norm = optimizer.apply(network.gradientVector());
    return new StepReport(losses, batch.timesteps(), norm, config.learningRate(step), noiseSeconds);
  }
}
