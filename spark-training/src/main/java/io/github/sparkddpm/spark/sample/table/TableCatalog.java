package io.github.sparkddpm.spark.sample.table;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The catalog that a table's name belongs to, as far as creating the table depends on it. */
record TableCatalog(TableName name, SparkSession spark) {

  private static final String SETTINGS = "spark.sql.catalog.";
  private static final String SESSION_CATALOG = "spark_catalog";
  private static final String DELTA = "org.apache.spark.sql.delta.";

  /**
   * Ensures that the table could be created, as far as this is known beforehand.
   *
   * @throws UnusableTableException if not
   */
  void requireCreatable() {
    name.database().ifPresent(this::requireDatabase);
    if (isForgotten()) {
      throw new UnusableTableException(
          "Spark's own catalog is in memory here and forgets the table %s at the end: name a folder such as parquet.`/path`, or give Spark a catalog (docs/sampling.md#a-table)"
              .formatted(name),
          null);
    }
  }

  private void requireDatabase(String database) {
    boolean known;
    try {
      known = spark.catalog().databaseExists(database);
    } catch (Exception e) { // Of a catalog whose class is missing, or that does not answer.
      throw TableFailures.unusable(name, e);
    }
    if (!known) {
      throw new UnusableTableException(
          "Spark knows no database %s for sampling.table = %s: create it, or tell Spark its catalog (docs/sampling.md#a-table)"
              .formatted(database, name),
          null);
    }
  }

  /** Returns whether the catalog lives no longer than the session. */
  private boolean isForgotten() {
    return isSessions()
        && spark.conf().get("spark.sql.catalogImplementation").equals("in-memory")
        // Delta's wraps Spark's own. Others, such as Iceberg's, keep their tables themselves.
        && setting(SESSION_CATALOG).filter(name -> !name.startsWith(DELTA)).isEmpty();
  }

  /**
   * Returns the clause that names the format of a new table. Spark's own catalog would take Hive's
   * text files instead of the session's default; others know their format.
   */
  String using() {
    return isSessions() && setting(SESSION_CATALOG).isEmpty()
        ? " USING " + spark.conf().get("spark.sql.sources.default")
        : "";
  }

  private boolean isSessions() {
    String first = name.parts().get(0);
    boolean named = name.parts().size() > 1 && setting(first).isPresent();
    return (named ? first : spark.catalog().currentCatalog()).equals(SESSION_CATALOG);
  }

  /** Returns the class of a catalog, if the session has one of that name. */
  private Optional<String> setting(String catalog) {
    return Optional.ofNullable(spark.conf().get(SETTINGS + catalog, null));
  }
}
