package io.github.sparkddpm.spark.storage;

import java.io.IOException;

/** An output cannot be written: the disk is full, a quota is used up, or writing is not allowed. */
public final class OutputWriteException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Says which output, and why as the file system has it. */
  public OutputWriteException(String output, IOException cause) {
    super(
        "Cannot write %s: %s; make room or allow it, and run the same command again"
            .formatted(output, cause.getMessage()),
        cause);
  }
}
