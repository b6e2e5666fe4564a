package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.spark.executor.EventPlugin;
import org.apache.spark.sql.SparkSession;

/** A real Spark in this JVM, shared by the tests of one run. */
public final class LocalSpark {

  private LocalSpark() {}

  public static SparkSession session() {
    return SparkSession.builder()
        .master("local[4]")
        .appName("spark-ddpm tests")
        .config("spark.ui.enabled", "false")
        .config("spark.plugins", EventPlugin.class.getName())
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate();
  }
}
