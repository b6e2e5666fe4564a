package io.github.sparkddpm.spark.source.table;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The rows of a DataFrame, which has no name. */
public record GivenRows(Dataset<Row> rows) implements ImageTable {

  private static final String NAME = "DataFrame";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String shown() {
    return NAME;
  }

  @Override
  public Dataset<Row> rows(SparkSession spark) {
    return rows;
  }
}
