package io.github.sparkddpm.spark.train.judge;

import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.train.SecondNetwork;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.judge.Peers.Block;
import io.github.sparkddpm.training.HeldOutNoise;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Measures the loss on held-out images together with the other replicas. */
final class HeldOutMeter {

  private final HeldOutImages images;
  private final HeldOutNoise noise;
  private final int[] timesteps;
  private final int timestepCount;
  private final SecondNetwork network;
  private final Peers peers;

  /**
   * Measures nothing yet.
   *
   * @param network that computes
   */
  HeldOutMeter(TrainingPlan plan, HeldOutImages images, SecondNetwork network, Peers peers) {
    this.images = images;
    this.network = network;
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
    UNet judged = network.with(parameters);
    float[] losses = new float[images.count()];
    for (Block block : peers.blocks(images.count())) {
      TaskReporter.requireWanted();
      double[] own = images.losses(block, judged, noise);
      for (int i = 0; i < own.length; i++) {
        losses[block.first() + i] = (float) own[i];
      }
    }
    return HeldOutLoss.of(name, peers.sum(losses), timesteps, timestepCount);
  }
}
