package io.github.sparkddpm.spark.source.table;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Rows with an image each, as a text names them or as a program has them. */
public sealed interface ImageTable permits TableQuery, GivenRows {

  /** Returns what the manifest of a dataset calls them, in one line. */
  String name();

  /** Returns what messages call them. */
  String shown();

  /**
   * Returns the rows; nothing but metadata is read yet.
   *
   * @throws IllegalArgumentException in one line if there are none of that name
   */
  Dataset<Row> rows(SparkSession spark);
}
