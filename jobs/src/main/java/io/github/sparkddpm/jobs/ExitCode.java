package io.github.sparkddpm.jobs;

import io.github.sparkddpm.checkpoint.UnusableCheckpointException;
import io.github.sparkddpm.checkpoint.UnusableWeightsException;
import io.github.sparkddpm.engine.BackendException;
import io.github.sparkddpm.engine.EngineException;
import io.github.sparkddpm.evaluation.FeatureModelException;
import io.github.sparkddpm.jobs.compare.NoRunException;
import io.github.sparkddpm.jobs.config.ConfigurationException;
import io.github.sparkddpm.network.DeviceMemoryException;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.executor.GpuException;
import io.github.sparkddpm.spark.executor.SparkSettingException;
import io.github.sparkddpm.spark.sample.table.UnusableTableException;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.RunLockedException;
import io.github.sparkddpm.spark.train.NothingTrainedException;
import io.github.sparkddpm.spark.train.TrainingFailedException;
import io.github.sparkddpm.spark.train.TrainingPausedException;
import io.github.sparkddpm.training.DivergedException;
import java.util.Map;
import java.util.Optional;

/** The exit code of a run, for scripts and schedulers. The numbers never change. */
public enum ExitCode {
  SUCCESS(0),
  /** Any failure without a number of its own: the last lines of the log name it. */
  FAILED(1),
  /** The command line or the configuration is wrong: retrying cannot help. */
  USAGE(2),
  /** The input data or the weights are missing, broken or do not fit the network. */
  BAD_INPUT(3),
  /** Training diverged: too many steps in a row with a non-finite gradient. */
  DIVERGED(4),
  /** The output folder holds another run. */
  OUTPUT_REFUSED(5),
  /** Another process is writing into the run's folder. */
  LOCKED(6),
  /** An output cannot be written: no room, or not allowed. */
  NOT_WRITTEN(7),
  /** The run came to its end but the network has not learned from it. */
  NOTHING_TRAINED(8),
  /**
   * A signal (SIGTERM, Ctrl-C) ended the run in good order: all that was done is kept, and the same
   * command resumes it. A second signal ends it at once, with 128 and the signal's number.
   */
  STOPPED(9);

  private static final Map<Class<? extends Exception>, ExitCode> KNOWN =
      Map.ofEntries(
          Map.entry(ConfigurationException.class, USAGE),
          Map.entry(GpuException.class, USAGE),
          Map.entry(SparkSettingException.class, USAGE),
          Map.entry(EngineException.class, USAGE),
          Map.entry(UnusableTableException.class, USAGE),
          Map.entry(DatasetException.class, BAD_INPUT),
          Map.entry(FeatureModelException.class, BAD_INPUT),
          Map.entry(NoCheckpointException.class, BAD_INPUT),
          Map.entry(NoRunException.class, BAD_INPUT),
          Map.entry(UnusableWeightsException.class, BAD_INPUT),
          Map.entry(UnusableCheckpointException.class, FAILED),
          Map.entry(DamagedFileException.class, FAILED),
          Map.entry(DivergedException.class, DIVERGED),
          Map.entry(OutputRefusedException.class, OUTPUT_REFUSED),
          Map.entry(RunLockedException.class, LOCKED),
          Map.entry(OutputWriteException.class, NOT_WRITTEN),
          Map.entry(NothingTrainedException.class, NOTHING_TRAINED),
          Map.entry(TrainingPausedException.class, STOPPED),
          Map.entry(TrainingFailedException.class, FAILED),
          Map.entry(DeviceMemoryException.class, FAILED),
          Map.entry(BackendException.class, FAILED));

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** Returns the process's exit status. */
  public int number() {
    return number;
  }

  /** Returns the code for a failure. */
  static ExitCode of(Throwable failure) {
    if (failure instanceof JobException job) {
      return job.exitCode();
    }
    return known(failure).orElse(FAILED);
  }

  /** Returns whether the failure's message says all that a user needs. */
  static boolean explains(Throwable failure) {
    return failure instanceof JobException || known(failure).isPresent();
  }

  private static Optional<ExitCode> known(Throwable failure) {
    return KNOWN.entrySet().stream()
        .filter(known -> known.getKey().isInstance(failure))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
