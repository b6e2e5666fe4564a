package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.data.EpochOrder;
import io.github.sparkddpm.data.Presentation;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.EngineException;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.data.PreparedDataset;
import java.io.Serializable;

/**
 * A training run; sent to executors.
 *
 * @param seed seed of every random draw
 * @param network the network to train
 * @param diffusion its schedule noises the images
 * @param training the optimizer's loop
 * @param engine what computes the network
 */
public record TrainingPlan(
    long seed,
    UNetConfig network,
    GaussianDiffusion diffusion,
    TrainingConfig training,
    EngineConfig engine)
    implements Serializable {

  /**
   * Returns the same plan with the engine that was chosen.
   *
   * @throws EngineException if the engine cannot combine gradients so
   */
  public TrainingPlan computedBy(EngineConfig chosen) {
    if (training.combining().combine() != CombineMode.ALL_REDUCE
        && chosen.name() != EngineConfig.Name.DL4J) {
      throw new EngineException(
          "training.combine = %s trains with dl4j alone, but the run computes with %s: set training.combine = all-reduce, or engine.name = dl4j"
              .formatted(training.combining().combine().key(), chosen.description()));
    }
    return new TrainingPlan(seed, network, diffusion, training, chosen);
  }

  /** Returns the way in which examples are shown to the network. */
  public Presentation presentation() {
    return new Presentation(new NoiseStream(seed), training.flip(), training.labelDropout());
  }

  /**
   * Returns the order in which the run sees a dataset's images.
   *
   * @param workers how many share a batch
   * @throws io.github.sparkddpm.spark.data.DatasetException if a worker cannot hold its share
   */
  public EpochOrder order(PreparedDataset dataset, int workers) {
    return dataset.order(
        new NoiseStream(seed), training.batchSize(), training.shuffleWindow(), workers);
  }

  /** Returns the order in which the run sees so many images. */
  public EpochOrder order(long images) {
    return new EpochOrder(
        new NoiseStream(seed), images, training.batchSize(), training.shuffleWindow());
  }
}
