package io.github.sparkddpm.training;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
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
    int[] timesteps = timesteps(step, ids);
    INDArray epsilon = noise.gaussian(Purpose.EPSILON, step, ids, x0.shape());
    INDArray xt = diffusion.qSample(x0, timesteps, epsilon);
    double noiseSeconds = (System.nanoTime() - start) / 1e9;
    network.batch(noise, step, ids);
    double[] losses = network.gradient(xt, timesteps, epsilon);
    double norm = optimizer.apply(network.gradientVector());
    return new StepReport(losses, timesteps, norm, config.learningRate(step), noiseSeconds);
  }

  private int[] timesteps(long step, long[] ids) {
    int[] timesteps = new int[ids.length];
    for (int b = 0; b < ids.length; b++) {
      int bound = diffusion.schedule().timesteps();
      timesteps[b] = noise.uniformInt(Purpose.TIMESTEP, step, ids[b], bound);
    }
    return timesteps;
  }
}
