package io.github.sparkddpm.spark.train;

import java.io.IOException;
import java.io.Serializable;

/**
 * The end of a run's training. Failures that a retry would only repeat are outcomes, so that Spark
 * does not retry them.
 */
public sealed interface TrainingOutcome extends Serializable {

  /**
   * The run's steps are done, or it has ended early.
   *
   * @param firstStep steps done before
   * @param step steps done now
   * @param trainedSteps steps done now that changed the parameters
   * @param distance from the run's random start to its parameters now, as a norm; 0 if they are
   *     still those of the weights that the run began with
   * @param checkpoint the last one, read back from storage
   * @param endedEarly whether steps are left that patience with the held-out loss gave up
   */
  record Finished(
      long firstStep,
      long step,
      long trainedSteps,
      double distance,
      String checkpoint,
      boolean endedEarly)
      implements TrainingOutcome {}

  /**
   * The workers have paused, as they were asked to: a checkpoint has all that they did.
   *
   * @param step its step, 0 if there is none and nothing to keep
   */
  record Paused(long step) implements TrainingOutcome {}

  /**
   * No step that was left changed the parameters. None has a checkpoint, so running the run again
   * tries them again.
   *
   * @param firstStep steps done before
   */
  record NothingTrained(long firstStep) implements TrainingOutcome {}

  /**
   * Training cannot go on, and running it again would only end so again.
   *
   * @param reason an {@link IOException} or a {@link RuntimeException}: too many non-finite
   *     gradients, an unreadable dataset, no checkpoint to resume from, a checkpoint that cannot be
   *     written, a missing engine or GPU, or anything outside of the training
   */
  record Refused(Exception reason) implements TrainingOutcome {

    /** Throws the reason. */
    void rethrow() throws IOException {
      if (reason instanceof IOException failure) {
        throw failure;
      }
      throw (RuntimeException) reason;
    }
  }

  /** A task that Spark ran a second time did nothing: there is another attempt, or will be. */
  record Superseded() implements TrainingOutcome {}
}
