package io.github.sparkddpm.jobs.run;

import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** A view of a run for people or programs, which can be made from the run's folder at any time. */
public interface RunView {

  /** Returns the view's name for warnings. */
  String name();

  /** Returns the view's path, if it is in the run's folder. */
  default Optional<Path> path() {
    return Optional.empty();
  }

  /** Brings the view up to date with the run's folder. */
  void update() throws IOException;

  /**
   * Receives the end of the training, before the last update.
   *
   * @param how the training ended
   */
  default void ended(RunEnd how) {}

  /**
   * Returns whether the view is due for an update.
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
