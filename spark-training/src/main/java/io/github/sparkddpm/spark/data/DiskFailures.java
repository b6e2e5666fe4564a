package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.spark.storage.OutputWriteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FSError;

/** Finds in what Spark makes of a failure the disk that could not be written. */
final class DiskFailures {

  private static final String SCRATCH = "Spark's temporary files (spark.local.dir)";

  private DiskFailures() {}

  /**
   * Says that Spark's own files could not be written, if that is what failed.
   *
   * @throws OutputWriteException if so
   */
  static void throwIfNoRoom(Throwable failure) throws OutputWriteException {
    Throwable cause = ofDisk(failure);
    String message = cause == null ? null : cause.getMessage();
    if (message != null
        && (message.contains("No space left") || message.contains("quota exceeded"))) {
      throw cause instanceof FSError error
          ? new OutputWriteException(SCRATCH, error)
          : new OutputWriteException(SCRATCH, (IOException) cause);
    }
  }

  /**
   * Says that the output could not be written, or Spark's own files, if that is what failed.
   *
   * @throws OutputWriteException if so
   */
  static void throwIfNotWritten(Throwable failure) throws OutputWriteException {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutputWriteException notWritten) {
        throw notWritten;
      }
    }
    throwIfNoRoom(failure);
  }

  /** What the disk said; null if it is not that, or said of the source. */
  private static Throwable ofDisk(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UncheckedIOException) {
        return null;
      }
      if (cause instanceof IOException || cause instanceof FSError) {
        return cause;
      }
    }
    return null;
  }
}
