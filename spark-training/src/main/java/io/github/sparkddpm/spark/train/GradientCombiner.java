package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.spark.executor.EventChannel;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/**
 * Trains all steps that are left of one run, on one or more workers: the driver's side. Making one
 * refuses what the cluster cannot do.
 */
public interface GradientCombiner {

  /**
   * Goes on from the run's newest good checkpoint, and returns when the run has ended.
   *
   * @param channel what the workers tell of their progress goes there, from one of them at a time
   * @return the run's end, failures that running it again would only repeat included
   * @throws IOException if the storage fails
   */
  TrainingOutcome train(EventChannel<TrainingEvent> channel) throws IOException;

  /** Makes the combiner of a run. */
  @FunctionalInterface
  interface Factory {

    /**
     * Returns a combiner for one run.
     *
     * @param spark made with the plugin {@link io.github.sparkddpm.spark.executor.EventPlugin}
     * @param stop ends the run in good order
     * @throws TrainingFailedException if the cluster cannot train the run
     */
    GradientCombiner create(SparkSession spark, TrainingRun run, StopRequest stop);
  }
}
