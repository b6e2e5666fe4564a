package io.github.sparkddpm.spark.executor;

import org.apache.spark.SparkConf;

/**
 * Tells where a user finds out why a cluster gives no executors; Spark itself only goes on asking.
 */
public final class MissingExecutors {

  private MissingExecutors() {}

  /** Returns the end of a sentence that says so, for the cluster that the master names. */
  public static String whereToLook(SparkConf conf) {
    String master = conf.get("spark.master", "");
    if (master.startsWith("k8s://")) {
      return "'kubectl -n %s describe pods -l spark-role=executor' tells why Kubernetes keeps them waiting, and the warnings above if it refuses to make them"
          .formatted(conf.get("spark.kubernetes.namespace", "default"));
    }
    return master.startsWith("yarn")
        ? "the page of this application at the ResourceManager tells why YARN keeps them waiting"
        : "Spark's UI tells what the workers have left";
  }
}
