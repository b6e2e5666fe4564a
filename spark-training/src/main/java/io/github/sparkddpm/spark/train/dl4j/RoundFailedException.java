package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.training.DivergedException;
import java.util.concurrent.TimeoutException;

/** A round that did not train all it was given, with the reason as far as it is known. */
final class RoundFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param cause the error that an executor reported, or that Spark or the wait for it threw; null
   *     if neither
   */
  RoundFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns whether another try would only fail again, or the round may still be running. */
  boolean isFinal() {
    Throwable cause = getCause();
    return cause instanceof Error
        || cause instanceof DatasetException
        || cause instanceof DivergedException
        || cause instanceof TimeoutException
        || cause instanceof InterruptedException;
  }
}
