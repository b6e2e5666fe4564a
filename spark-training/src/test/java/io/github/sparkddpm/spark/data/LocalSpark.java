package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.spark.executor.EventPlugin;
import org.apache.spark.sql.SparkSession;

/** A real Spark in this JVM, shared by the tests of one run. */
public final class LocalSpark {

  private LocalSpark() {}

  public static SparkSession session() {
    return session("local[4]");
  }

  /** The same with another master, in a JVM that has none yet. */
  public static SparkSession session(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("spark-ddpm tests")
        .config("spark.ui.enabled", "false")
        .config("spark.plugins", EventPlugin.class.getName())
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate();
  }
}
