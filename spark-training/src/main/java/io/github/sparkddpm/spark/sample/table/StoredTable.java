package io.github.sparkddpm.spark.sample.table;

import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.TableName;
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

  /** The format whose folders Spark takes for names in a catalog when it creates a table. */
  private static final String ICEBERG = "iceberg";

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
    if (!name.isPath()) {
      new TableCatalog(name, spark).requireCreatable();
    } else if (name.format().equals(ICEBERG)) {
      throw new UnusableTableException(
          "There is no table %s, and Spark creates an Iceberg table by its name alone: name one of a catalog as sampling.table (docs/sampling.md#a-table)"
              .formatted(name),
          null);
    }
  }

  /**
   * Creates the table without rows, if it does not exist.
   *
   * @throws UnusableTableException if Spark refuses
   * @throws OutputWriteException if its files cannot be written
   */
  void create() throws IOException {
    try {
      if (name.isPath()) {
        spark
            .createDataFrame(List.<Row>of(), SampleColumns.ALL)
            .write()
            .format(name.format())
            .mode(SaveMode.Append)
            .save(name.path());
      } else {
        spark.sql(
            "CREATE TABLE IF NOT EXISTS %s (%s)%s"
                .formatted(name, SampleColumns.ALL.toDDL(), new TableCatalog(name, spark).using()));
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
   * @throws DamagedFileException if files of the rows cannot be read
   */
  void append(Dataset<Row> rows) throws IOException {
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
