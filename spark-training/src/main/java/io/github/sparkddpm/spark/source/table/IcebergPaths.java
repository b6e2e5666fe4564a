package io.github.sparkddpm.spark.source.table;

import org.apache.spark.sql.SparkSession;

/**
 * Lets Iceberg read tables by their paths where there is no Hive. It makes a catalog for that, of
 * Hive's kind unless another is set, though it asks none about a path.
 */
final class IcebergPaths {

  private static final String CATALOG = "spark.sql.catalog.default_iceberg";

  private IcebergPaths() {}

  static void allow(SparkSession spark) {
    if (!spark.conf().contains(CATALOG)) {
      spark.conf().set(CATALOG, "org.apache.iceberg.spark.SparkCatalog");
      spark.conf().set(CATALOG + ".type", "hadoop");
      spark.conf().set(CATALOG + ".warehouse", spark.conf().get("spark.sql.warehouse.dir"));
    }
  }
}
