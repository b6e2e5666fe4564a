package io.github.sparkddpm.jobs;

import java.net.BindException;
import org.apache.spark.SparkException;

/** Explains in one line why Spark did not start. */
final class StartFailures {

  private StartFailures() {}

  /** Returns the failure in words for users, or as it is if they would hide something. */
  static Exception explain(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new JobException(
            ExitCode.FAILED,
            "Spark cannot listen at this machine's address: %s; set SPARK_LOCAL_IP to one that it has, or run fewer programs on it"
                .formatted(FailureText.oneLine(cause)),
            failure);
      }
    }
    return isOfSettings(failure)
        ? new JobException(
            ExitCode.USAGE,
            "Spark refuses its settings: %s; correct --master or --spark-conf"
                .formatted(FailureText.oneLine(failure)),
            failure)
        : failure;
  }

  /**
   * Returns whether the failure is one that Spark throws for a master or a property that it cannot
   * read.
   */
  private static boolean isOfSettings(Exception failure) {
    return failure instanceof IllegalArgumentException
        || failure instanceof SparkException
        || failure instanceof NoSuchFieldException;
  }
}
