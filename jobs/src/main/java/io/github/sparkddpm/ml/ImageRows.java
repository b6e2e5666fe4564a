package io.github.sparkddpm.ml;

import io.github.sparkddpm.jobs.ExitCode;
import io.github.sparkddpm.jobs.JobException;
import io.github.sparkddpm.spark.sample.files.IdRange;
import io.github.sparkddpm.spark.sample.table.IdRuns;
import io.github.sparkddpm.spark.sample.table.SampleColumns;
import io.github.sparkddpm.spark.storage.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The rows that a model adds images to: their ids, and their columns before and afterwards. */
final class ImageRows {

  static final String ID = SampleColumns.ID;

  /** Each takes a job of Spark. */
  private static final int MOST_RUNS = 1000;

  private ImageRows() {}

  /** Returns the columns of a schema that images do not have, and those of images. */
  static StructType withImages(StructType schema) {
    List<String> before = Arrays.asList(schema.fieldNames());
    StructType with = new StructType();
    for (StructField field : schema.fields()) {
      if (field.name().equals(ID) || !isOfImages(field.name())) {
        with = with.add(field);
      }
    }
    for (StructField field : SampleColumns.OF_FILES.fields()) {
      if (!field.name().equals(ID) || !before.contains(ID)) {
        with = with.add(field);
      }
    }
    return with;
  }

  /**
   * Ensures that rows of a schema have ids, and no images yet.
   *
   * @throws JobException if not
   */
  static void requireIds(StructType schema) {
    List<String> columns = Arrays.asList(schema.fieldNames());
    if (!columns.contains(ID)) {
      throw refused(
          "No column %s in the table, its columns are %s: a model draws an image for each id, as those of spark.range(16)"
              .formatted(ID, Printable.of(columns)));
    }
    DataType type = schema.apply(ID).dataType();
    if (!isWholeNumber(type)) {
      throw refused("Column %s is %s, expected whole numbers".formatted(ID, type.sql()));
    }
    for (String column : columns) {
      if (!column.equals(ID) && isOfImages(column)) {
        throw refused(
            "The table has a column %s already, which a model adds: rename or drop it first"
                .formatted(column));
      }
    }
  }

  /**
   * Returns all ids of some rows, in order.
   *
   * @throws JobException if an id is null or below 0, or they are too scattered
   */
  static List<IdRange> ids(Dataset<?> rows) {
    Column id = new Column(ID);
    if (!rows.where(id.isNull().or(id.lt(0))).isEmpty()) {
      throw refused("Column id has a value that is null or below 0: ids are 0 or more");
    }
    Dataset<Row> ids = rows.select(id.cast("long").as(ID)).distinct();
    List<IdRange> runs = new ArrayList<>(IdRuns.of(ids));
    if (runs.size() > MOST_RUNS) {
      throw refused(
          "The ids have more than %s gaps: take consecutive ones, as those of spark.range(16)"
              .formatted(MOST_RUNS));
    }
    return runs;
  }

  private static boolean isOfImages(String column) {
    return Arrays.asList(SampleColumns.OF_FILES.fieldNames()).contains(column);
  }

  private static boolean isWholeNumber(DataType type) {
    return type instanceof LongType
        || type instanceof IntegerType
        || type instanceof ShortType
        || type instanceof ByteType;
  }

  private static JobException refused(String why) {
    return new JobException(ExitCode.BAD_INPUT, why);
  }
}
