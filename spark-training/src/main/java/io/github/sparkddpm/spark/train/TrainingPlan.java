package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.data.EpochOrder;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.EngineException;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.collective.PortRange;
import io.github.sparkddpm.spark.data.NetworkImages;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.training.OptimizerConfig;
import java.io.Serializable;
import java.util.Locale;

/**
 * The settings of a training run; sent to executors.
 *
 * @param seed seed of every random draw
 * @param network the network to train
 * @param diffusion its schedule noises the images
 * @param optimizer how parameters follow gradients
 * @param batchSize images of a step, at least 1
 * @param shuffleWindow most images that are shuffled together, and held by all workers together, at
 *     least 1
 * @param flip whether each image is mirrored left to right with probability 1/2
 * @param steps optimizer steps of the whole run, those before a resume included; at least 1
 * @param intervals how often the run reports and saves
 * @param combining on how many workers, and how their gradients become one
 * @param threads native threads of a task, 0 for all cores of its machine
 * @param engine what computes the network
 */
public record TrainingPlan(
    long seed,
    UNetConfig network,
    GaussianDiffusion diffusion,
    OptimizerConfig optimizer,
    int batchSize,
    int shuffleWindow,
    boolean flip,
    long steps,
    Intervals intervals,
    Combining combining,
    int threads,
    EngineConfig engine)
    implements Serializable {

  /**
   * The intervals at which a run reports and saves; none of them changes the result.
   *
   * @param logEvery steps between two lines of metrics, at least 1
   * @param checkpointEvery steps between two checkpoints, at least 1; the last step has one anyway
   * @param keepCheckpoints newest checkpoints that are kept, at least 1
   * @param keepEvery checkpoints of steps that it divides are kept for ever; 0 for none
   * @param grids the pictures of samples on the way
   */
  public record Intervals(
      int logEvery, int checkpointEvery, int keepCheckpoints, int keepEvery, Grids grids)
      implements Serializable {

    public Intervals {
      require(logEvery >= 1, "log every %s steps", logEvery);
      require(checkpointEvery >= 1, "checkpoint every %s steps", checkpointEvery);
      require(keepCheckpoints >= 1, "keep %s checkpoints", keepCheckpoints);
      require(keepEvery >= 0, "keep a checkpoint every %s steps", keepEvery);
    }
  }

  /**
   * Pictures of samples, drawn by the first worker while the others wait.
   *
   * @param every steps between two of them; 0 for none
   * @param images images of a picture, at least 1
   * @param samplingSteps steps of DPM-Solver++, in [1, T]
   */
  public record Grids(int every, int images, int samplingSteps) implements Serializable {

    /** A setting that draws no pictures. */
    public static final Grids NONE = new Grids(0, 1, 1);

    public Grids {
      require(every >= 0, "draw samples every %s steps", every);
      require(images >= 1, "draw %s samples", images);
      require(samplingSteps >= 1, "draw samples in %s steps", samplingSteps);
    }

    /** Returns whether a picture is due after some steps. */
    boolean isDue(long before, long done) {
      return every > 0 && before / every < done / every;
    }
  }

  /**
   * The distribution of the run over workers. Neither their number nor their failures change the
   * learning rate or the batch.
   *
   * @param mode how gradients are combined
   * @param workers replicas of the network, 0 for as many as there are executors
   * @param timeoutSeconds longest wait for another worker, at least 1
   * @param maxRestarts how often a failed run is started again without a checkpoint in between, 0
   *     or more
   * @param ports that workers, and the driver, may listen on to sum gradients
   * @param rounds how the ways that are DL4J's divide the run
   */
  public record Combining(
      CombineMode mode,
      int workers,
      int timeoutSeconds,
      int maxRestarts,
      PortRange ports,
      Rounds rounds)
      implements Serializable {

    public Combining {
      require(workers >= 0, "on %s workers", workers);
      require(timeoutSeconds >= 1, "with a timeout of %s seconds", timeoutSeconds);
      require(maxRestarts >= 0, "with %s restarts", maxRestarts);
    }
  }

  /**
   * The rounds of DL4J's modes, between which the driver has the network.
   *
   * @param averagingPeriod steps between two averagings of parameters, at least 1
   * @param steps steps of a round of shared gradients, at least 1
   * @param timeoutSeconds longest time a round may take, at least 1
   * @param networkMask of the addresses over which executors share gradients, as in 10.0.0.0/24;
   *     empty for the network of each executor's own address
   */
  public record Rounds(int averagingPeriod, int steps, int timeoutSeconds, String networkMask)
      implements Serializable {

    public Rounds {
      require(averagingPeriod >= 1, "with an averaging period of %s steps", averagingPeriod);
      require(steps >= 1, "in rounds of %s steps", steps);
      require(timeoutSeconds >= 1, "in rounds of at most %s seconds", timeoutSeconds);
    }
  }

  public TrainingPlan {
    require(batchSize >= 1, "a batch of %s images", batchSize);
    require(shuffleWindow >= 1, "a shuffle window of %s images", shuffleWindow);
    require(steps >= 1, "%s steps", steps);
    require(threads >= 0, "%s threads", threads);
  }

  /**
   * Returns the same plan with the engine that was chosen.
   *
   * @throws EngineException if the engine cannot combine gradients so
   */
  public TrainingPlan computedBy(EngineConfig chosen) {
    if (combining.mode() != CombineMode.ALL_REDUCE && chosen.name() != EngineConfig.Name.DL4J) {
      throw new EngineException(
          "training.combine = %s trains with dl4j alone, but the run computes with %s: set training.combine = all-reduce, or engine.name = dl4j"
              .formatted(combining.mode().key(), chosen.description()));
    }
    return new TrainingPlan(
        seed,
        network,
        diffusion,
        optimizer,
        batchSize,
        shuffleWindow,
        flip,
        steps,
        intervals,
        combining,
        threads,
        chosen);
  }

  /** Returns the shape of one image, as the network takes it. */
  public ImageShape imageShape() {
    return NetworkImages.shape(network);
  }

  /**
   * Returns the order in which the run sees a dataset's images.
   *
   * @param workers how many share a batch
   * @throws io.github.sparkddpm.spark.data.DatasetException if a worker cannot hold its share
   */
  public EpochOrder order(PreparedDataset dataset, int workers) {
    return dataset.order(new NoiseStream(seed), batchSize, shuffleWindow, workers);
  }

  /** Returns the order in which the run sees so many images. */
  public EpochOrder order(long images) {
    return new EpochOrder(new NoiseStream(seed), images, batchSize, shuffleWindow);
  }

  private static void require(boolean holds, String what, long value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot train: " + String.format(Locale.ROOT, what, value));
    }
  }
}
