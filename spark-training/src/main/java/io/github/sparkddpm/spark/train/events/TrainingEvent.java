package io.github.sparkddpm.spark.train.events;

import java.io.Serializable;
import java.util.List;

/** An event that a run reports to the driver while it trains, in the order of its steps. */
public sealed interface TrainingEvent extends Serializable {

  /** Returns the number of steps done. */
  long step();

  /**
   * The workers begin or, after a failure, begin again: events after the step are void.
   *
   * @param step steps done before; 0 for a fresh run
   * @param steps steps of the whole run
   * @param workers how many train
   * @param engine what computes, in words
   */
  record Started(long step, long steps, int workers, String engine) implements TrainingEvent {}

  /**
   * The progress of the run, about once a second.
   *
   * @param step steps done
   * @param smoothedLoss as in {@link StepMetrics}
   * @param imagesPerSecond since the event before
   */
  record Advanced(long step, double smoothedLoss, double imagesPerSecond)
      implements TrainingEvent {}

  /** The metrics of the run, every so many steps and at the last one. */
  record Measured(StepMetrics metrics) implements TrainingEvent {

    @Override
    public long step() {
      return metrics.step();
    }
  }

  /**
   * The loss on held-out images was measured.
   *
   * @param losses of the parameters as they are, and of their averages
   * @param seconds that it took
   */
  record Validated(long step, List<HeldOutLoss> losses, double seconds) implements TrainingEvent {

    public Validated {
      losses = List.copyOf(losses);
    }
  }

  /**
   * Samples were judged.
   *
   * @param seconds that it took
   */
  record Judged(long step, SampleQuality quality, double seconds) implements TrainingEvent {}

  /**
   * Samples could not be judged; the run goes on.
   *
   * @param reason one line
   */
  record JudgementFailed(long step, String reason) implements TrainingEvent {}

  /**
   * The workers have failed; they may begin again.
   *
   * @param step the last one that was heard of
   * @param reason one line
   */
  record Failed(long step, String reason) implements TrainingEvent {}

  /**
   * The workers have ended in good order before the run's last step, because they were asked to.
   *
   * @param step steps done, of the newest checkpoint
   * @param reason who asked, such as SIGTERM, or which executors leave or have come
   */
  record Paused(long step, String reason) implements TrainingEvent {}

  /**
   * The run has ended well before its last step.
   *
   * @param step steps done
   * @param reason one line
   */
  record EndedEarly(long step, String reason) implements TrainingEvent {}

  /**
   * A checkpoint is about to be written: if the driver does not agree, telling it fails.
   *
   * @param step steps done
   */
  record CheckpointDue(long step) implements TrainingEvent {}

  /**
   * A checkpoint is whole.
   *
   * @param step steps done
   * @param path its folder
   */
  record CheckpointSaved(long step, String path) implements TrainingEvent {}
}
