package io.github.sparkddpm.spark.storage;

import java.io.IOException;

/** An error for a missing checkpoint where one is needed. */
public final class NoCheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  public NoCheckpointException(String message) {
    super(message);
  }
}
