package io.github.sparkddpm.spark.sample.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.Printable;
import io.github.sparkddpm.spark.storage.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table of samples: those of the Parquet files, and {@value #SETTINGS}, the JSON
 * of all that an image depends on besides its id. By it alone are images of another guidance or
 * classes told apart.
 */
public final class SampleColumns {

  public static final String ID = "id";
  static final String SETTINGS = "settings";

  /** The PNG file of an image, within the column {@code image}. */
  static final String PNG = "image.bytes";

  /** All of them nullable, as {@code ParquetEncoding} writes them. */
  public static final StructType OF_FILES =
      new StructType()
          .add(ID, DataTypes.LongType)
          .add("label", DataTypes.IntegerType)
          .add(
              "image",
              new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType))
          .add("seed", DataTypes.LongType)
          .add("sampler", DataTypes.StringType)
          .add("steps", DataTypes.IntegerType)
          .add("checkpoint", DataTypes.LongType)
          .add("weights_sha256", DataTypes.StringType);

  static final StructType ALL = OF_FILES.add(SETTINGS, DataTypes.StringType);

  private SampleColumns() {}

  /**
   * Reads units of images.
   *
   * @param files Parquet files or folders of them, at least one
   * @param settings of their images
   */
  static Dataset<Row> read(SparkSession spark, List<String> files, String settings) {
    return read(spark, files).withColumn(SETTINGS, lit(settings).cast(DataTypes.StringType));
  }

  /** Reads images as they are, with the columns {@link #OF_FILES}. */
  public static Dataset<Row> read(SparkSession spark, List<String> files) {
    return spark
        .read()
        .schema(OF_FILES)
        .option("parquet.page.verify-checksum.enabled", true)
        // Spark's own option: else the brackets in a folder's name would be a pattern.
        .option("__globPaths__", false)
        .parquet(files.toArray(String[]::new));
  }

  /** Returns the same rows with their columns in the order of a table. */
  static Dataset<Row> inOrderOf(Dataset<Row> table, Dataset<Row> rows) {
    return rows.select(
        Arrays.stream(table.schema().fieldNames()).map(name -> col(name)).toArray(Column[]::new));
  }

  /**
   * Checks the columns of a table; their order does not matter.
   *
   * @throws OutputRefusedException if a table has others
   */
  static void require(StructType found, TableName table) {
    if (!sorted(found).equals(sorted(ALL))) {
      throw new OutputRefusedException(
          "The table %s has the columns %s, expected %s: name another sampling.table; sample creates one that does not exist"
              .formatted(table, Printable.of(listed(found)), listed(ALL)));
    }
  }

  private static String sorted(StructType columns) {
    return described(columns).sorted().toList().toString();
  }

  private static String listed(StructType columns) {
    return String.join(", ", described(columns).toList());
  }

  private static Stream<String> described(StructType columns) {
    return Arrays.stream(columns.fields()).map(SampleColumns::described);
  }

  private static String described(StructField column) {
    return "%s %s%s"
        .formatted(column.name(), column.dataType().sql(), column.nullable() ? "" : " NOT NULL");
  }
}
