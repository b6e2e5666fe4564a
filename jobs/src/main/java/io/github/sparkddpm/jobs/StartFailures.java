package io.github.sparkddpm.jobs;

import java.net.BindException;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkException;

/** Explains in one line why Spark did not start. */
final class StartFailures {

  private static final Pattern YARN_APPLICATION =
      Pattern.compile("application_[0-9]+_[0-9]+|The YARN application has already ended");

  /** The class of Spark's client of Kubernetes, which other clusters' Spark need not have. */
  private static final String OF_KUBERNETES = "KubernetesClientException";

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
      if (cause instanceof YarnException) {
        return new JobException(
            ExitCode.USAGE,
            "YARN refuses this application: %s; correct spark.yarn.queue, or what else --spark-conf asks of it"
                .formatted(FailureText.oneLine(cause)),
            failure);
      }
      if (cause.getClass().getSimpleName().equals(OF_KUBERNETES)) {
        return ofKubernetes(cause, failure);
      }
    }
    if (isEndedByYarn(failure)) {
      return new JobException(
          ExitCode.FAILED,
          "YARN ended this application before it ran: %s; yarn logs -applicationId shows its log"
              .formatted(FailureText.oneLine(failure)),
          failure);
    }
    return isOfSettings(failure)
        ? new JobException(
            ExitCode.USAGE,
            "Spark refuses its settings: %s; correct --master or --spark-conf"
                .formatted(FailureText.oneLine(failure)),
            failure)
        : failure;
  }

  /** Returns whether Spark was told that its container on YARN, or the whole application, ended. */
  private static boolean isEndedByYarn(Exception failure) {
    return failure instanceof SparkException
        && YARN_APPLICATION.matcher(String.valueOf(failure.getMessage())).find();
  }

  private static JobException ofKubernetes(Throwable cause, Exception failure) {
    String said = FailureText.oneLine(cause);
    return said.contains("orbidden")
        ? new JobException(
            ExitCode.USAGE,
            "Kubernetes refuses what Spark asks for: %s; give the driver's service account the role of deploy/kubernetes/rbac.yaml"
                .formatted(said),
            failure)
        : new JobException(
            ExitCode.FAILED, "Kubernetes' API fails Spark: %s".formatted(said), failure);
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
