package io.github.sparkddpm.training;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.random.NoiseStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The training steps of one network, or of one of its replicas (Ho et al. 2020, algorithm 1). */
public final class Trainer {

  private final Learner learner;
  private final GaussianDiffusion diffusion;
  private final OptimizerConfig config;
  private final NoiseStream noise;

  /**
   * Creates a trainer of a learner's steps.
   *
   * @param config the learner's
   */
  public Trainer(
      Learner learner, GaussianDiffusion diffusion, OptimizerConfig config, NoiseStream noise) {
    this.learner = learner;
    this.diffusion = diffusion;
    this.config = config;
    this.noise = noise;
  }

  public Learner learner() {
    return learner;
  }

  /**
   * Noises examples as a step sees them; it does not touch the learner, so that another thread may
   * do it ahead.
   *
   * @param step the zero-based step that will see them
   * @param ids the examples' ids, length B, not copied: their noise depends on (seed, step, id)
   *     alone
   * @param x0 their images, [B,C,H,W] in [-1,1]
   * @param labels their classes, numbers from 0 or negative for none, length B
   */
  public TrainingBatch draw(long step, long[] ids, INDArray x0, int[] labels) {
    long start = System.nanoTime();
    NoisedBatch noised = NoisedBatch.draw(diffusion, noise, step, ids, x0).labelled(labels);
    return new TrainingBatch(step, ids, noised, 0, (System.nanoTime() - start) / 1e9);
  }

  /** Noises examples without classes, as the other method does. */
  public TrainingBatch draw(long step, long[] ids, INDArray x0) {
    return draw(step, ids, x0, Labels.none(ids.length));
  }

  /**
   * Does one step on a whole batch of examples without classes.
   *
   * @param ids the examples' ids, length B
   * @param x0 their images, [B,C,H,W] in [-1,1]
   * @throws DivergedException as {@link Learner#apply}
   */
  public StepReport step(long[] ids, INDArray x0) {
    return step(
        draw(learner.step(), ids, x0),
        new ReplicaExchange(WorkerSlice.WHOLE, ids.length, AllReduce.alone()));
  }

  /**
   * Does one step of one replica of several: its part of the gradient of L_simple over the whole
   * batch, the sum over all replicas, the optimizer. All replicas end with the same parameters, and
   * learn the losses of the whole batch.
   *
   * @param batch the examples in this replica's slots, drawn for the learner's next step
   * @param replicas how it meets the others
   * @throws DivergedException as {@link Learner#apply}, on all replicas alike
   */
  public StepReport step(TrainingBatch batch, ReplicaExchange replicas) {
    long step = learner.step();
    if (batch.step() != step) {
      throw new IllegalArgumentException(
          "A batch of step %s in step %s: its noise would be another step's"
              .formatted(batch.step(), step));
    }
    double[] losses = learner.gradient(noise, batch.ids(), batch.noised());
    ReplicaExchange.Seen seen = replicas.combine(learner, losses, batch.noised().timesteps());
    double norm = learner.apply();
    return new StepReport(
        seen.losses,
        seen.timesteps,
        norm,
        config.learningRate(step),
        batch.noiseSeconds(),
        seen.time);
  }
}
