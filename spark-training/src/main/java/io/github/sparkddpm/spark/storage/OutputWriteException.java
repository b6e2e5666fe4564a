package io.github.sparkddpm.spark.storage;

import java.io.IOException;
import org.apache.hadoop.fs.FSError;

/** An output cannot be written: the disk is full, a quota is used up, or writing is not allowed. */
public final class OutputWriteException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Says which output, and why as the file system has it. */
  public OutputWriteException(String output, IOException cause) {
    this(output, reason(cause), cause);
  }

  /** Creates the same error from that by which Hadoop reports a local disk's failure. */
  public OutputWriteException(String output, FSError cause) {
    this(output, full(cause.getCause()), cause);
  }

  private OutputWriteException(String output, String reason, Throwable cause) {
    super("Cannot write %s: %s".formatted(output, reason), cause);
  }

  private static String reason(IOException cause) {
    return StorageFailures.explain(cause)
        .map(StorageFailures.Explanation::message)
        .orElseGet(() -> full(cause));
  }

  private static String full(Throwable cause) {
    return cause.getMessage() + "; make room or allow it, and run the same command again";
  }
}
