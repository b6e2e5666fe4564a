package io.github.sparkddpm.spark.source.table;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Lets Spark's readers take few rows at a time. By themselves they put some thousand into memory,
 * which is little of numbers and a gigabyte of photographs.
 */
final class SmallBatches {

  private static final String ROWS = "8";

  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.sql.parquet.columnarReaderBatchSize", ROWS, // Delta Lake's, too.
          "spark.sql.orc.columnarReaderBatchSize", ROWS,
          "spark.sql.iceberg.vectorization.enabled", "false");

  private SmallBatches() {}

  /** Sets a session's readers, as far as the site and the user have not. */
  static void set(SparkSession spark) {
    SETTINGS.forEach(
        (key, value) -> {
          if (!spark.conf().contains(key)) {
            spark.conf().set(key, value);
          }
        });
  }
}
