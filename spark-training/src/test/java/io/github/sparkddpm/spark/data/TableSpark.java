package io.github.sparkddpm.spark.data;

import io.delta.sql.DeltaSparkSessionExtension;
import java.nio.file.Path;
import org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions;
import org.apache.spark.sql.SparkSession;

/**
 * A session of the tests' Spark with Delta Lake and Iceberg, set as their documents tell users:
 * Spark's own catalog is Delta's, and {@code ice} is one of Iceberg's.
 */
public final class TableSpark implements AutoCloseable {

  private static final String EXTENSIONS =
      "io.delta.sql.DeltaSparkSessionExtension,"
          + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions";

  private final SparkSession plain = LocalSpark.session();
  private final SparkSession session;

  /** Opens a session, and makes it the thread's. */
  public TableSpark(Path warehouse) {
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    session =
        SparkSession.builder()
            .withExtensions(
                extensions -> {
                  new DeltaSparkSessionExtension().apply(extensions);
                  new IcebergSparkSessionExtensions().apply(extensions);
                  return null;
                })
            .config("spark.sql.extensions", EXTENSIONS)
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.ice.type", "hadoop")
            .config("spark.sql.catalog.ice.warehouse", warehouse.toString())
            .config("spark.sql.catalog.default_iceberg", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.default_iceberg.type", "hadoop")
            .config("spark.sql.catalog.default_iceberg.warehouse", warehouse.toString())
            .config("spark.databricks.delta.snapshotPartitions", "2")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    SparkSession.setActiveSession(session);
  }

  public SparkSession session() {
    return session;
  }

  /** Makes the tests' plain session the thread's again. */
  @Override
  public void close() {
    SparkSession.setActiveSession(plain);
    SparkSession.setDefaultSession(plain);
  }
}
