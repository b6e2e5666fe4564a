package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.spark.train.TrainingOutcome;
import java.util.Optional;

/**
 * The end of one attempt's job.
 *
 * @param outcome empty if it failed in a way that another attempt may mend
 * @param failure why, in one line
 */
record JobEnd(Optional<TrainingOutcome> outcome, String failure) {

  static JobEnd failed(String why) {
    return new JobEnd(Optional.empty(), why);
  }
}
