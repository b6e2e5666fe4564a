package io.github.sparkddpm.spark.sample.table;

import io.github.sparkddpm.spark.storage.TableName;
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
    return isSparks() && spark.conf().get("spark.sql.catalogImplementation").equals("in-memory");
  }

  /**
   * Returns the clause that names the format of a new table. Without it Spark's own catalog takes
   * Hive's text files instead of the session's default; other catalogs have a format of their own.
   */
  String using() {
    return isSparks() ? " USING " + spark.conf().get("spark.sql.sources.default") : "";
  }

  /**
   * Returns whether the catalog is Spark's own, which Delta's wraps. Others that take its name,
   * such as Iceberg's, keep tables themselves.
   */
  private boolean isSparks() {
    String first = name.parts().get(0);
    boolean named = name.parts().size() > 1 && setting(first).isPresent();
    String catalog = named ? first : spark.catalog().currentCatalog();
    return catalog.equals(SESSION_CATALOG)
        && setting(SESSION_CATALOG).filter(type -> !type.startsWith(DELTA)).isEmpty();
  }

  /** Returns the class of a catalog, if the session has one of that name. */
  private Optional<String> setting(String catalog) {
    return Optional.ofNullable(spark.conf().get(SETTINGS + catalog, null));
  }
}
