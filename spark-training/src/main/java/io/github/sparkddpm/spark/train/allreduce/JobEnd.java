package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.spark.train.TrainingOutcome;
import java.util.Optional;

/**
 * The end of one attempt's job.
 *
 * @param outcome empty if it failed in a way that another attempt may mend
 * @param failure why, in one line
 * @param isLoss whether it failed because executors were gone
 */
record JobEnd(Optional<TrainingOutcome> outcome, String failure, boolean isLoss) {

  static JobEnd of(TrainingOutcome outcome) {
    return new JobEnd(Optional.of(outcome), "", false);
  }

  static JobEnd failed(String why) {
    return new JobEnd(Optional.empty(), why, false);
  }

  static JobEnd lost(String why) {
    return new JobEnd(Optional.empty(), why, true);
  }
}
