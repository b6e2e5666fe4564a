package io.github.sparkddpm.spark.storage;

import java.io.IOException;

/** Another process writes into the run's folder; the message says who, and since when. */
public final class RunLockedException extends IOException {

  private static final long serialVersionUID = 1L;

  public RunLockedException(String message) {
    super(message);
  }
}
