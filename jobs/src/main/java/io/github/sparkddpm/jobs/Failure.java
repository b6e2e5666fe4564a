package io.github.sparkddpm.jobs;

import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.StorageFailures;
import io.github.sparkddpm.spark.storage.StorageFailures.Explanation;
import io.github.sparkddpm.spark.storage.StorageFailures.Kind;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.SparkException;

/**
 * A run's failure, as users are told of it.
 *
 * @param reason the cause that says most to them
 * @param explained whether its message says all there is to say
 */
record Failure(Throwable reason, ExitCode exitCode, boolean explained) {

  /**
   * Finds the reason among the causes: Spark's own message has the executor's stack trace in it.
   */
  static Failure of(Exception thrown) {
    return causes(thrown)
        .filter(ExitCode::explains)
        .findFirst()
        .or(() -> ofTheMachine(thrown))
        .map(reason -> new Failure(reason, ExitCode.of(reason), true))
        .orElseGet(() -> new Failure(unwrapped(thrown), ExitCode.FAILED, false));
  }

  /** Returns the failure in one line. */
  String message(boolean traceIsShown) {
    return explained ? FailureText.oneLine(reason) : FailureText.unexpected(reason, traceIsShown);
  }

  private static Optional<Throwable> ofTheMachine(Exception thrown) {
    return StorageFailures.explain(thrown)
        .<Throwable>map(found -> ofStorage(found, thrown))
        .or(() -> causes(thrown).flatMap(cause -> ofMachine(cause).stream()).findFirst());
  }

  private static JobException ofStorage(Explanation found, Exception thrown) {
    return new JobException(
        found.kind() == Kind.UNREACHABLE ? ExitCode.FAILED : ExitCode.BAD_INPUT,
        "Cannot read or write: " + found.message(),
        thrown);
  }

  private static Optional<Throwable> ofMachine(Throwable cause) {
    if (cause instanceof FSError full) {
      return Optional.of(new OutputWriteException("a file", full));
    }
    return cause instanceof OutOfMemoryError
        ? Optional.of(
            new JobException(
                ExitCode.FAILED,
                "Not enough memory (%s): raise SPARK_DRIVER_MEMORY, or spark.executor.memory if an executor says so, or take smaller batches"
                    .formatted(cause.getMessage()),
                cause))
        : Optional.empty();
  }

  private static Throwable unwrapped(Exception thrown) {
    boolean wraps = thrown instanceof SparkException || thrown instanceof ExecutionException;
    return wraps && thrown.getCause() != null ? thrown.getCause() : thrown;
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
