package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.jobs.config.InvalidValueException.require;

import io.github.sparkddpm.spark.collective.PortRange;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.TrainingPlan.Combining;
import io.github.sparkddpm.spark.train.TrainingPlan.Grids;
import io.github.sparkddpm.spark.train.TrainingPlan.Intervals;
import io.github.sparkddpm.spark.train.TrainingPlan.Rounds;
import io.github.sparkddpm.training.OptimizerConfig;

/**
 * The optimizer's loop.
 *
 * @param steps optimizer steps of the whole run, at least 1
 * @param batchSize images of a step over all workers, at least 1
 * @param shuffleWindow most images that are shuffled together, at least batchSize
 * @param startFrom folder of a run, of one of its checkpoints or of a pipeline of diffusers whose
 *     weights training begins with; empty for random ones
 * @param heldOut last images of the prepared dataset that are not trained on, 0 or more
 * @param learningRate Adam's learning rate after the warm-up, above 0
 * @param warmupSteps steps over which the learning rate rises linearly from 0; 0 for none
 * @param gradientClip largest global norm of a gradient, above 0
 * @param emaDecay decay of the parameters' moving average, in [0, 1)
 * @param maxNonFiniteSteps steps in a row with a non-finite gradient that are skipped before the
 *     run stops
 * @param flip whether images are mirrored left to right with probability 1/2
 * @param logEvery steps between two lines of progress, at least 1
 * @param checkpointEvery steps between two checkpoints, at least 1
 * @param keepCheckpoints newest checkpoints kept, at least 1
 * @param keepEvery checkpoints of steps that it divides are kept for ever; 0 for none
 * @param gridEvery steps between two pictures of samples; 0 for none, as it must be but with
 *     all-reduce
 * @param gridImages images of such a picture, at least 1
 * @param gridSteps dpm-solver++'s steps for it, at least 1
 * @param combine how the workers' gradients become one network
 * @param workers replicas of the network; 0 for as many as there are executors
 * @param timeout longest wait for another worker in seconds, at least 1
 * @param maxRestarts how often a run that failed is started again without a checkpoint in between,
 *     0 or more
 * @param averagingPeriod steps between two averagings of parameters, at least 1
 * @param roundSteps steps of a round of shared gradients, at least 1
 * @param roundTimeout longest time of a round in seconds, at least 1
 * @param networkMask of the addresses over which executors share gradients; empty for the network
 *     of each executor's own address
 * @param collectivePorts that the driver and workers may listen on to sum gradients, as {@link
 *     PortRange#parse} reads them
 * @param threads native threads of a task; 0 for all cores
 */
public record TrainingConfig(
    long steps,
    int batchSize,
    int shuffleWindow,
    String startFrom,
    int heldOut,
    double learningRate,
    long warmupSteps,
    double gradientClip,
    double emaDecay,
    int maxNonFiniteSteps,
    boolean flip,
    int logEvery,
    int checkpointEvery,
    int keepCheckpoints,
    int keepEvery,
    int gridEvery,
    int gridImages,
    int gridSteps,
    CombineMode combine,
    int workers,
    int timeout,
    int maxRestarts,
    int averagingPeriod,
    int roundSteps,
    int roundTimeout,
    String networkMask,
    String collectivePorts,
    int threads) {

  public TrainingConfig {
    require(steps >= 1, "training.steps", steps, "at least 1");
    require(batchSize >= 1, "training.batch-size", batchSize, "at least 1");
    require(
        shuffleWindow >= batchSize,
        "training.shuffle-window",
        shuffleWindow,
        "at least training.batch-size (%s)".formatted(batchSize));
    require(heldOut >= 0, "training.held-out", heldOut, "0 or more");
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "training.learning-rate",
        learningRate,
        "above 0");
    require(warmupSteps >= 0, "training.warmup-steps", warmupSteps, "0 or more");
    require(gradientClip > 0, "training.gradient-clip", gradientClip, "above 0");
    require(emaDecay >= 0 && emaDecay < 1, "training.ema-decay", emaDecay, "in [0, 1)");
    require(
        maxNonFiniteSteps >= 0, "training.max-non-finite-steps", maxNonFiniteSteps, "0 or more");
    require(logEvery >= 1, "training.log-every", logEvery, "at least 1");
    require(checkpointEvery >= 1, "training.checkpoint-every", checkpointEvery, "at least 1");
    require(keepCheckpoints >= 1, "training.keep-checkpoints", keepCheckpoints, "at least 1");
    require(keepEvery >= 0, "training.keep-every", keepEvery, "0 (none) or more");
    require(gridEvery >= 0, "training.grid-every", gridEvery, "0 (none) or more");
    require(
        gridEvery == 0 || combine == CombineMode.ALL_REDUCE,
        "training.grid-every",
        gridEvery,
        "0 (none), unless training.combine = all-reduce");
    require(gridImages >= 1, "training.grid-images", gridImages, "at least 1");
    require(gridSteps >= 1, "training.grid-steps", gridSteps, "at least 1");
    require(
        workers >= 0 && workers <= batchSize,
        "training.workers",
        workers,
        "0 (one for every executor) to training.batch-size (%s)".formatted(batchSize));
    require(
        combine == CombineMode.ALL_REDUCE || workers == 0 || batchSize % workers == 0,
        "training.workers",
        workers,
        "a divisor of training.batch-size (%s), unless training.combine is all-reduce"
            .formatted(batchSize));
    require(timeout >= 1, "training.timeout", timeout, "at least 1 (second)");
    require(maxRestarts >= 0, "training.max-restarts", maxRestarts, "0 or more");
    require(averagingPeriod >= 1, "training.averaging-period", averagingPeriod, "at least 1");
    require(roundSteps >= 1, "training.round-steps", roundSteps, "at least 1");
    require(roundTimeout >= 1, "training.round-timeout", roundTimeout, "at least 1 (second)");
    require(
        networkMask.isEmpty() || networkMask.matches("(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}"),
        "training.network-mask",
        networkMask,
        "a network of IPv4 as in 10.0.0.0/24, or empty");
    require(
        PortRange.parse(collectivePorts).isPresent(),
        "training.collective-ports",
        collectivePorts,
        "0 (any), or ports from 1024 to 65535 as in 7100-7199");
    require(threads >= 0, "training.threads", threads, "0 (all cores) or more");
  }

  /** Returns the settings for the optimizer. */
  public OptimizerConfig optimizer() {
    return new OptimizerConfig(
        learningRate, warmupSteps, gradientClip, emaDecay, maxNonFiniteSteps);
  }

  /** Returns the settings that change no result. */
  public Intervals intervals() {
    Grids grids = new Grids(gridEvery, gridImages, gridSteps);
    return new Intervals(logEvery, checkpointEvery, keepCheckpoints, keepEvery, grids);
  }

  /** Returns the number of workers and the way to combine their gradients. */
  public Combining combining() {
    Rounds rounds = new Rounds(averagingPeriod, roundSteps, roundTimeout, networkMask);
    PortRange ports = PortRange.parse(collectivePorts).orElseThrow();
    return new Combining(combine, workers, timeout, maxRestarts, ports, rounds);
  }
}
