package io.github.sparkddpm.spark.storage;

import java.io.IOException;

/** A file that a run has written is not as it was; the message names it and says what to do. */
public final class DamagedFileException extends IOException {

  private static final long serialVersionUID = 1L;

  public DamagedFileException(String message) {
    super(message);
  }

  public DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
