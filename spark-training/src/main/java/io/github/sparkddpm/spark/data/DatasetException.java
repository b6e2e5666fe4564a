package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.spark.storage.Printable;

/** A dataset is missing, damaged or not the one that is needed; the message says what to do. */
public class DatasetException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public DatasetException(String message) {
    super(Printable.of(message));
  }

  public DatasetException(String message, Throwable cause) {
    super(Printable.of(message), cause);
  }
}
