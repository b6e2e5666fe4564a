package io.github.sparkddpm.spark.train;

/** An error for training that cannot go on; the message gives the reason and the remedy. */
public final class TrainingFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TrainingFailedException(String message) {
    super(message);
  }

  public TrainingFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
