package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.storage.OutputWriteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FSError;

/** Recognizes, among the failures of a Spark job, a disk that could not be written. */
final class DiskFailures {

  private static final String SCRATCH = "Spark's temporary files (spark.local.dir)";

  private DiskFailures() {}

  /**
   * Throws an error that names Spark's own files, if the disk had no room for them.
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
   * Throws an error that names the output, or Spark's own files, if they could not be written.
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

  /**
   * Returns the disk's error among the causes of a failure; null if there is none or it concerns
   * the source.
   */
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
