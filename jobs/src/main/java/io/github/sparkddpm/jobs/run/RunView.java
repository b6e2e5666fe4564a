package io.github.sparkddpm.jobs.run;

import io.github.sparkddpm.spark.train.TrainingEvent;
import io.github.sparkddpm.spark.train.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.spark.train.TrainingEvent.Measured;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** What shows a run to people or programs: made of what the run's folder holds, at any time. */
public interface RunView {

  /** What warnings call it. */
  String name();

  /** Where it is, if it is in the run's folder. */
  default Optional<Path> path() {
    return Optional.empty();
  }

  /** Brings it up to date with the run's folder. */
  void update() throws IOException;

  /**
   * Is told that the training has ended, before the last update.
   *
   * @param how how it did
   */
  default void ended(RunEnd how) {}

  /**
   * Whether it is time to be brought up to date.
   *
   * @param event what has just happened in the run
   * @param old time since it was asked for last
   * @param running time since the training was started or resumed
   */
  default boolean isDue(TrainingEvent event, Duration old, Duration running) {
    return event instanceof CheckpointSaved
        || (event instanceof Measured && old.compareTo(Duration.ofMinutes(1)) > 0);
  }
}
