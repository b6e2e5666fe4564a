package io.github.sparkddpm.spark.sample.table;

import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.View;

/**
 * A table as Spark reaches it: by its name through the session's catalogs, or as a folder by its
 * format.
 */
record StoredTable(TableName name, SparkSession spark) {

  /** The folder that a write of files leaves when it is interrupted. */
  private static final String UNFINISHED = "_temporary";

  private static final String CATALOG = "spark.sql.catalog.";
  private static final String SESSION_CATALOG = "spark_catalog";
  private static final String DELTA = "org.apache.spark.sql.delta.";

  /**
   * Finds the rows; none is read yet.
   *
   * @return empty if there is no such table
   * @throws UnusableTableException if Spark cannot read it
   * @throws OutputRefusedException if it is a view
   */
  Optional<Dataset<Row>> find() throws IOException {
    if (name.isPath() && !holdsFiles()) {
      return Optional.empty();
    }
    Dataset<Row> rows;
    try {
      rows = open();
    } catch (Exception e) { // Spark's AnalysisException is checked, but not declared.
      if (e instanceof AnalysisException missing
          && "TABLE_OR_VIEW_NOT_FOUND".equals(missing.getErrorClass())) {
        return Optional.empty();
      }
      throw TableFailures.unusable(name, e);
    }
    requireNoView(rows);
    return Optional.of(rows);
  }

  private Dataset<Row> open() {
    if (name.isPath()) {
      return spark.read().format(name.format()).load(name.path());
    }
    spark.table(name.toString());
    // Another process may have written since this session looked.
    spark.catalog().refreshTable(name.toString());
    return spark.table(name.toString());
  }

  private void requireNoView(Dataset<Row> rows) {
    if (rows.queryExecution().analyzed().exists(node -> node instanceof View)) {
      throw new OutputRefusedException(
          "%s is a view, which takes no rows: name a table as sampling.table".formatted(name));
    }
  }

  private boolean holdsFiles() throws IOException {
    Path path = new Path(name.path());
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    return files.exists(path)
        && Arrays.stream(files.listStatus(path))
            .anyMatch(file -> !file.getPath().getName().equals(UNFINISHED));
  }

  /**
   * Ensures that a table that does not exist could be created, as far as this is known beforehand.
   *
   * @throws UnusableTableException if not
   */
  void requireCreatable() {
    if (name.isPath()) {
      requireNoIceberg();
      return;
    }
    name.database().ifPresent(this::requireDatabase);
    if (isForgotten()) {
      throw new UnusableTableException(
          "Spark's own catalog is in memory here and forgets the table %s at the end: name a folder such as parquet.`/path`, or give Spark a catalog (docs/sampling.md#a-table)"
              .formatted(name),
          null);
    }
  }

  /** Refuses what Spark takes for a name in a catalog when it creates a table. */
  private void requireNoIceberg() {
    if (name.format().equals("iceberg")) {
      throw new UnusableTableException(
          "There is no table %s, and Spark creates an Iceberg table by its name alone: name one of a catalog as sampling.table (docs/sampling.md#a-table)"
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

  /** Returns whether the name is of a catalog that lives no longer than this session. */
  private boolean isForgotten() {
    String first = name.parts().get(0);
    boolean named = name.parts().size() > 1 && spark.conf().contains(CATALOG + first);
    String catalog = named ? first : spark.catalog().currentCatalog();
    return catalog.equals(SESSION_CATALOG)
        && spark.conf().get("spark.sql.catalogImplementation").equals("in-memory")
        // Delta's wraps Spark's own. Others, such as Iceberg's, keep their tables themselves.
        && spark.conf().get(CATALOG + SESSION_CATALOG, DELTA).startsWith(DELTA);
  }

  /**
   * Creates the table without rows, if it does not exist.
   *
   * @throws UnusableTableException if Spark refuses
   * @throws OutputWriteException if its files cannot be written
   */
  void create() throws OutputWriteException {
    try {
      if (name.isPath()) {
        spark
            .createDataFrame(List.<Row>of(), SampleColumns.ALL)
            .write()
            .format(name.format())
            .mode(SaveMode.Append)
            .save(name.path());
      } else {
        // Else it would be a table of Hive's text files, not of spark.sql.sources.default.
        spark.conf().set("spark.sql.legacy.createHiveTableByDefault", "false");
        spark.sql("CREATE TABLE IF NOT EXISTS %s (%s)".formatted(name, SampleColumns.ALL.toDDL()));
      }
    } catch (Exception e) { // Spark's AnalysisException is checked, but not declared.
      throw TableFailures.written(name, e);
    }
  }

  /**
   * Appends rows by one job.
   *
   * @param rows with the columns of {@link SampleColumns#ALL}
   * @throws OutputWriteException if its files cannot be written
   */
  void append(Dataset<Row> rows) throws OutputWriteException {
    try {
      if (name.isPath()) {
        rows.write().format(name.format()).mode(SaveMode.Append).save(name.path());
      } else {
        // By position: only so do tables of every catalog and format take rows.
        SampleColumns.inOrderOf(spark.table(name.toString()), rows)
            .write()
            .insertInto(name.toString());
      }
    } catch (Exception e) { // Spark's AnalysisException is checked, but not declared.
      throw TableFailures.written(name, e);
    }
  }
}
