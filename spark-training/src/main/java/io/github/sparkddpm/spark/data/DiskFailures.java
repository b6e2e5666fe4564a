package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.spark.storage.OutputWriteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;

/** Finds in what Spark makes of a failure the disk that could not be written. */
final class DiskFailures {

  private static final List<String> OUTPUT_LIBRARIES =
      List.of("org.apache.hadoop.", "org.apache.parquet.");
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
      throw notWritten(SCRATCH, cause);
    }
  }

  /**
   * Says that the output could not be written, or Spark's own files, if that is what failed.
   *
   * @throws OutputWriteException if so
   */
  static void throwIfNotWritten(Throwable failure, Path output) throws OutputWriteException {
    Throwable cause = ofDisk(failure);
    if (cause != null && (!(failure instanceof SparkException) || ofOutput(cause))) {
      throw notWritten(output.toString(), cause);
    }
    throwIfNoRoom(failure);
  }

  private static OutputWriteException notWritten(String output, Throwable cause) {
    return cause instanceof FSError error
        ? new OutputWriteException(output, error)
        : new OutputWriteException(output, (IOException) cause);
  }

  /** Spark's messages do not tell; its own files it writes without Hadoop and Parquet. */
  private static boolean ofOutput(Throwable cause) {
    return Arrays.stream(cause.getStackTrace())
        .map(StackTraceElement::getClassName)
        .anyMatch(name -> OUTPUT_LIBRARIES.stream().anyMatch(name::startsWith));
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
