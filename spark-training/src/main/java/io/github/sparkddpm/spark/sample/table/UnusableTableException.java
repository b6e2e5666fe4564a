package io.github.sparkddpm.spark.sample.table;

/** The name of a table names nothing that this Spark can write to. */
public final class UnusableTableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnusableTableException(String message, Throwable cause) {
    super(message, cause);
  }
}
