package io.github.sparkddpm.spark.train.judge;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.training.HeldOutNoise;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Measures the loss on held-out images together with the other replicas. */
final class HeldOutMeter {

  private final HeldOutImages images;
  private final HeldOutNoise noise;
  private final int[] timesteps;
  private final int timestepCount;
  private final JudgingNetworks networks;
  private final Peers peers;

  /**
   * Measures nothing yet.
   *
   * @param networks that compute
   */
  HeldOutMeter(TrainingPlan plan, HeldOutImages images, JudgingNetworks networks, Peers peers) {
    this.images = images;
    this.networks = networks;
    this.peers = peers;
    noise = new HeldOutNoise(plan.diffusion(), new NoiseStream(plan.seed()), images.count());
    timesteps = images.timesteps(noise);
    timestepCount = plan.diffusion().schedule().timesteps();
  }

  /**
   * Measures the loss; all replicas must.
   *
   * @param name of the parameters
   * @param parameters flat vector [P], the same on all replicas
   */
  HeldOutLoss loss(String name, INDArray parameters) {
    float[] losses = new float[images.count()];
    networks.forEach(
        parameters,
        peers.blocks(images.count()),
        (block, network) -> {
          double[] own = images.losses(block, network, noise);
          for (int i = 0; i < own.length; i++) {
            losses[block.first() + i] = (float) own[i];
          }
        });
    return HeldOutLoss.of(name, peers.sum(losses), timesteps, timestepCount);
  }
}
