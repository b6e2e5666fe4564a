package io.github.sparkddpm.jobs.session;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * The number of executors that a job may lose. Kubernetes and YARN count them over the whole life
 * of a job, and end it after three, or two for each executor: too few for days of training, and
 * sooner than a training that is short of memory has said so.
 */
final class ExecutorLosses {

  private static final String MOST = "spark.executor.maxNumFailures";
  private static final String INTERVAL = "spark.executor.failuresValidityInterval";

  private ExecutorLosses() {}

  /**
   * Returns the properties to set, where the site has not set them.
   *
   * @param training whether the verb ends by itself when executors are lost again and again, as
   *     {@code training.max-restarts} says
   */
  static Map<String, String> settings(SparkConf site, boolean training) {
    Map<String, String> settings = new HashMap<>();
    if (!site.contains(INTERVAL)) {
      settings.put(INTERVAL, "1h");
    }
    if (training && !site.contains(MOST)) {
      settings.put(MOST, "1000");
    }
    return settings;
  }
}
