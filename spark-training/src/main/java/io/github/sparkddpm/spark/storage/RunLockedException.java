package io.github.sparkddpm.spark.storage;

import java.io.IOException;

/**
 * An error for a run's folder into which another process writes; the message names it, and since
 * when it does.
 */
public final class RunLockedException extends IOException {

  private static final long serialVersionUID = 1L;

  public RunLockedException(String message) {
    super(message);
  }
}
