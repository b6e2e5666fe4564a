package io.github.sparkddpm.spark.train;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.sparkddpm.training.OptimizerConfig;
import java.io.Serializable;

/**
 * The keys of {@code training}.
 *
 * @param batchSize images of a step over all workers, at least 1
 * @param shuffleWindow most images that are shuffled together, and held by all workers together, at
 *     least batchSize
 * @param startFrom folder of a run, of one of its checkpoints or of a pipeline of diffusers whose
 *     weights training begins with; empty for random ones
 * @param heldOut last images of the prepared dataset that are not trained on, 0 or more
 * @param optimizer how parameters follow gradients
 * @param flip whether each image is mirrored left to right with probability 1/2
 * @param labelDropout share of the examples, in [0, 1), that a network with classes sees without
 *     theirs
 * @param intervals how often the run reports and saves
 * @param judging how often it is judged on the way
 * @param combining on how many workers, and how their gradients become one
 * @param threads native threads of a task, 0 for all cores of its machine
 */
public record TrainingConfig(
    int batchSize,
    int shuffleWindow,
    String startFrom,
    int heldOut,
    @JsonUnwrapped OptimizerConfig optimizer,
    boolean flip,
    double labelDropout,
    @JsonUnwrapped Intervals intervals,
    @JsonUnwrapped Judging judging,
    @JsonUnwrapped Combining combining,
    int threads)
    implements Serializable {

  public TrainingConfig {
    require(batchSize >= 1, "training.batch-size", batchSize, "at least 1");
    require(
        shuffleWindow >= batchSize,
        "training.shuffle-window",
        shuffleWindow,
        "at least training.batch-size (%s)".formatted(batchSize));
    require(heldOut >= 0, "training.held-out", heldOut, "0 or more");
    require(
        labelDropout >= 0 && labelDropout < 1, "training.label-dropout", labelDropout, "in [0, 1)");
    boolean exact = combining.combine() == CombineMode.ALL_REDUCE;
    require(
        exact || !intervals.grids().areDrawn(),
        "training.grid-every",
        intervals.grids().gridEvery(),
        "0 (none), unless training.combine = all-reduce");
    judging.requirePossible(heldOut, combining.combine());
    require(
        exact || optimizer.moreEmaDecays().isEmpty(),
        "training.more-ema-decays",
        optimizer.moreEmaDecays(),
        "[] (none), unless training.combine = all-reduce");
    int workers = combining.workers().fixed();
    require(
        workers <= batchSize,
        WorkerCount.KEY,
        workers,
        "auto (one for every executor), or 1 to training.batch-size (%s)".formatted(batchSize));
    require(
        exact || workers == 0 || batchSize % workers == 0,
        WorkerCount.KEY,
        workers,
        "a divisor of training.batch-size (%s), unless training.combine is all-reduce"
            .formatted(batchSize));
    int parts = Math.max(1, workers) * optimizer.accumulate();
    require(
        optimizer.accumulate() == 1 || batchSize % parts == 0,
        "training.accumulate",
        optimizer.accumulate(),
        "a divisor of %s (%s)"
            .formatted(
                workers == 0
                    ? "training.batch-size"
                    : "training.batch-size divided by training.workers",
                workers == 0 ? batchSize : "%s / %s".formatted(batchSize, workers)));
    require(threads >= 0, "training.threads", threads, "0 (all cores) or more");
  }

  /** Returns the optimizer steps of the whole run. */
  public long steps() {
    return optimizer.steps();
  }
}
