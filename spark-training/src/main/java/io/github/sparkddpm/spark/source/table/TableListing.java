package io.github.sparkddpm.spark.source.table;

import io.github.sparkddpm.spark.source.files.SourceSplits;
import io.github.sparkddpm.spark.storage.Printable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a table, counted without a look at their images.
 *
 * @param count the number of rows
 * @param classNames the texts that are labels, sorted; empty if labels are numbers
 * @param splits the rows in their order; sorted when they are asked for
 */
public record TableListing(long count, List<String> classNames, SourceSplits splits) {

  /**
   * Counts the rows of a table.
   *
   * @param image the column of images
   * @param label the column of labels; null without labels
   * @param orderBy the columns that state the order of the rows; may be empty
   * @throws IllegalArgumentException if Spark finds no such table, a column is missing or of
   *     another type, a label is none, or two rows that differ have one place in the order
   */
  public static TableListing of(
      ImageTable query, String image, String label, List<String> orderBy, SparkSession spark) {
    Dataset<Row> table = query.rows(spark);
    TableColumns columns = new TableColumns(table.schema(), image, label, orderBy);
    TableRows rows = new TableRows(table, columns);
    int tasks = SourceSplits.tasks(JavaSparkContext.fromSparkContext(spark.sparkContext()), 0);
    List<TablePart> parts = TableFailures.reading(query, () -> withoutBytes(rows, tasks));
    require(parts, columns);
    if (!columns.arePaths() && sameKeys(parts) > 0) {
      // They may yet be the same, which their images tell.
      require(TableFailures.reading(query, () -> parts(rows.sorted(tasks), columns)), columns);
    }
    List<String> classNames = TablePart.classes(parts);
    return new TableListing(
        parts.stream().mapToLong(TablePart::rows).sum(),
        classNames,
        new TableSplits(query, rows, classNames));
  }

  /**
   * Ensures that rows of a schema have the columns, without reading any.
   *
   * @param label the column of labels; null without labels
   * @throws IllegalArgumentException if one is missing or of another type
   */
  public static void requireColumns(
      StructType schema, String image, String label, List<String> orderBy) {
    new TableColumns(schema, image, label, orderBy);
  }

  private static List<TablePart> withoutBytes(TableRows rows, int tasks) {
    boolean ordered = !rows.columns().orderBy().isEmpty();
    return parts(ordered ? rows.sortedWithoutBytes(tasks) : rows.labels(), rows.columns());
  }

  /** Returns the summaries of all partitions, in their order. */
  static List<TablePart> parts(JavaRDD<Row> rows, TableColumns columns) {
    boolean arePaths = columns.arePaths();
    return rows.mapPartitions(part -> List.of(TablePart.of(part, arePaths)).iterator()).collect();
  }

  /** Returns how many rows have the key of another one. */
  static long sameKeys(List<TablePart> parts) {
    return parts.stream().mapToLong(TablePart::sameKeys).sum();
  }

  /**
   * Requires labels that can be used, and an order that is determined.
   *
   * @throws IllegalArgumentException if not
   */
  static void require(List<TablePart> parts, TableColumns columns) {
    for (TablePart part : parts) {
      if (part.problem() != null) {
        throw new IllegalArgumentException(part.problem());
      }
      if (!columns.orderBy().isEmpty() && part.tie() != null) {
        throw new IllegalArgumentException(
            "Two rows of %s differ in their image or label, so that data.order-by does not tell their order: add a column that tells them apart"
                .formatted(Printable.of(part.tie())));
      }
    }
  }
}
