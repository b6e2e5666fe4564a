package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.checkpoint.UnusableCheckpointException;
import io.github.sparkddpm.engine.EngineException;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.executor.GpuException;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.training.DivergedException;
import java.io.Serializable;

/**
 * The end of a run's training. Failures that a retry would only repeat are outcomes, so that Spark
 * does not retry them.
 */
public sealed interface TrainingOutcome extends Serializable {

  /**
   * The run's steps are done.
   *
   * @param firstStep steps done before
   * @param step steps done now
   * @param trainedSteps steps done now that changed the parameters
   * @param distance from the run's random start to its parameters now, as a norm
   * @param checkpoint the last one, read back from storage
   */
  record Finished(long firstStep, long step, long trainedSteps, double distance, String checkpoint)
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

  /** Too many non-finite gradients. */
  record Diverged(DivergedException reason) implements TrainingOutcome {}

  /** A checkpoint cannot be written. */
  record NotWritten(OutputWriteException reason) implements TrainingOutcome {}

  /** The images cannot be read. */
  record BadDataset(DatasetException reason) implements TrainingOutcome {}

  /** There are checkpoints, but none from which training can resume. */
  record BadCheckpoint(UnusableCheckpointException reason) implements TrainingOutcome {}

  /** A worker does not have one GPU for itself. */
  record Misassigned(GpuException reason) implements TrainingOutcome {}

  /** A worker's build or machine lacks the engine. */
  record NoEngine(EngineException reason) implements TrainingOutcome {}

  /** Training cannot go on, for a reason outside of it. */
  record Stopped(TrainingFailedException reason) implements TrainingOutcome {}

  /** A task that Spark ran a second time did nothing: there is another attempt, or will be. */
  record Superseded() implements TrainingOutcome {}
}
