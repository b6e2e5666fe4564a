package io.github.sparkddpm.spark.storage;

/** A folder holds something else, which must not be mixed with what is to be written. */
public final class OutputRefusedException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public OutputRefusedException(String message) {
    super(message);
  }

  public OutputRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
