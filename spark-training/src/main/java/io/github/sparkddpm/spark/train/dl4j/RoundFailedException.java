package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.training.DivergedException;
import java.util.concurrent.TimeoutException;

/** A round did not train what it was given, and what is known of why. */
final class RoundFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param cause what an executor told of, or what Spark or the wait for it threw; null if neither
   */
  RoundFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether another try would only fail again, or the round may still be running. */
  boolean isFinal() {
    Throwable cause = getCause();
    return cause instanceof Error
        || cause instanceof DatasetException
        || cause instanceof DivergedException
        || cause instanceof TimeoutException
        || cause instanceof InterruptedException;
  }
}
