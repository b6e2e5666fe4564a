package io.github.sparkddpm.training;

import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.random.NoiseStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Ho et al. 2020, algorithm 1: the training steps of one network, or of one of its replicas. */
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
   * One step on a whole batch.
   *
   * @param ids the examples' ids, length B: their noise depends on (seed, step, id) alone
   * @param x0 their images, [B,C,H,W] in [-1,1]
   * @throws DivergedException as {@link Optimizer#apply}
   */
  public StepReport step(long[] ids, INDArray x0) {
    return step(ids, x0, new ReplicaExchange(WorkerSlice.WHOLE, ids.length, AllReduce.alone()));
  }

  /**
   * One step of one replica of several: t and epsilon for its images, its part of the gradient of
   * L_simple over the whole batch, the sum over all replicas, the optimizer. All replicas end with
   * the same parameters, and learn the losses of the whole batch.
   *
   * @param ids the ids of the examples in this replica's slots, length b
   * @param x0 their images, [b,C,H,W] in [-1,1]
   * @param replicas how it meets the others
   * @throws DivergedException as {@link Optimizer#apply}, on all replicas alike
   */
  public StepReport step(long[] ids, INDArray x0, ReplicaExchange replicas) {
    long step = optimizer.step();
    long start = System.nanoTime();
    NoisedBatch batch = NoisedBatch.draw(diffusion, noise, step, ids, x0);
    double noiseSeconds = (System.nanoTime() - start) / 1e9;
    network.batch(noise, step, ids);
    double[] losses = network.gradient(batch.xt(), batch.timesteps(), batch.epsilon());
    INDArray gradient = network.gradientVector();
    replicas.combine(gradient);
    ReplicaExchange.Seen seen = replicas.combine(losses, batch.timesteps());
    double norm = optimizer.apply(gradient);
    return new StepReport(
        seen.losses,
        seen.timesteps,
        norm,
        config.learningRate(step),
        noiseSeconds,
        replicas.takeSeconds());
  }
}
