package io.github.sparkddpm.spark.executor;

/** Spark was started with a setting under which a job would fail. */
public final class SparkSettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SparkSettingException(String message) {
    super(message);
  }
}
