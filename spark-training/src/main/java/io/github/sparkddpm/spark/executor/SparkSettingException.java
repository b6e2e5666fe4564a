package io.github.sparkddpm.spark.executor;

/** An error for a setting of Spark under which a job would fail. */
public final class SparkSettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SparkSettingException(String message) {
    super(message);
  }
}
