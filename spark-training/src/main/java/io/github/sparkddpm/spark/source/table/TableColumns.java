package io.github.sparkddpm.spark.source.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.unix_micros;

import io.github.sparkddpm.spark.storage.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The columns of a table that images are made of, checked against its schema.
 *
 * @param schema of the table
 * @param imageColumn bytes, a struct {bytes, path}, or paths as texts
 * @param labelColumn whole numbers or texts; null without labels
 * @param orderBy the columns that state the order; empty for the key of {@link #keys}
 */
record TableColumns(
    StructType schema, String imageColumn, String labelColumn, List<String> orderBy) {

  private static final String BYTES = "bytes";
  private static final String PATH = "path";
  private static final int SHA_256 = 256;

  /**
   * Checks the columns.
   *
   * @throws IllegalArgumentException if one is missing or of another type
   */
  TableColumns {
    orderBy = List.copyOf(orderBy);
    DataType images = type(schema, imageColumn, "data.image-column");
    if (!isBytes(images) && !isText(images) && !isStruct(images)) {
      throw new IllegalArgumentException(
          "Column %s is %s, expected bytes, a struct of bytes and path, or paths as texts: name another column with data.image-column"
              .formatted(Printable.of(imageColumn), shown(images)));
    }
    if (labelColumn != null && !isLabel(type(schema, labelColumn, "data.label-column"))) {
      throw new IllegalArgumentException(
          "Column %s is %s, expected whole numbers (of 8 to 64 bits) or texts: write its values as either, or name another column with data.label-column"
              .formatted(Printable.of(labelColumn), shown(schema.apply(labelColumn).dataType())));
    }
    for (String column : orderBy) {
      DataType type = type(schema, column, "data.order-by");
      if (!RowOrdering.isOrderable(type)) {
        throw new IllegalArgumentException(
            "Column %s is %s, which has no order: name another column with data.order-by"
                .formatted(Printable.of(column), shown(type)));
      }
    }
  }

  /** Returns whether images are files that the rows name. */
  boolean arePaths() {
    return isText(imageType());
  }

  private boolean areTexts() {
    return labelColumn != null && isText(schema.apply(labelColumn).dataType());
  }

  /** Returns the bytes of images; null where images are paths. */
  Column bytes() {
    if (arePaths()) {
      return lit(null).cast("binary");
    }
    return isStruct(imageType()) ? of(imageColumn).getField(BYTES) : of(imageColumn);
  }

  /** Returns the path of an image; null where a row has none. */
  Column path() {
    if (arePaths()) {
      return of(imageColumn);
    }
    return hasPath() ? of(imageColumn).getField(PATH) : lit(null).cast("string");
  }

  /** Returns the label, a text or 64 bits; null where a row has none. */
  Column label() {
    Column found = labelColumn == null ? lit(null) : of(labelColumn);
    return areTexts() ? found : found.cast("long");
  }

  /** Returns what the rows are sorted by: the stated columns, or the SHA-256 or path of images. */
  List<Column> keys() {
    if (orderBy.isEmpty()) {
      return List.of(arePaths() ? path() : sha256());
    }
    return orderBy.stream().map(TableColumns::of).toList();
  }

  /**
   * Returns the row's name for reports, which is the same in every time zone: the stated columns
   * with their values, or the path, or the SHA-256 of the bytes.
   */
  Column name() {
    if (orderBy.isEmpty()) {
      Column hash = concat(lit("sha256="), sha256());
      return coalesce(arePaths() ? path() : coalesce(path(), hash), lit("(no image)"));
    }
    List<Column> words = new ArrayList<>();
    for (String column : orderBy) {
      words.add(lit((words.isEmpty() ? "" : ", ") + column + "="));
      words.add(coalesce(text(column), lit("null")));
    }
    words.add(coalesce(concat(lit(" ("), path(), lit(")")), lit("")));
    return concat(words.toArray(Column[]::new));
  }

  private Column sha256() {
    return sha2(bytes(), SHA_256);
  }

  private Column text(String column) {
    DataType type = schema.apply(column).dataType();
    if (isBytes(type)) {
      return hex(of(column));
    }
    return type instanceof TimestampType
        ? unix_micros(of(column)).cast("string")
        : of(column).cast("string");
  }

  private DataType imageType() {
    return schema.apply(imageColumn).dataType();
  }

  private boolean hasPath() {
    return imageType() instanceof StructType struct && holds(struct, PATH, StringType.class);
  }

  private static boolean isBytes(DataType type) {
    return type instanceof BinaryType;
  }

  private static boolean isText(DataType type) {
    return type instanceof StringType;
  }

  private static boolean isStruct(DataType type) {
    return type instanceof StructType struct && holds(struct, BYTES, BinaryType.class);
  }

  private static boolean isLabel(DataType type) {
    return isText(type)
        || type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType;
  }

  private static boolean holds(StructType struct, String field, Class<?> type) {
    return Arrays.asList(struct.fieldNames()).contains(field)
        && type.isInstance(struct.apply(field).dataType());
  }

  private static DataType type(StructType schema, String column, String key) {
    List<String> columns = Arrays.asList(schema.fieldNames());
    if (!columns.contains(column)) {
      throw new IllegalArgumentException(
          "No column %s in the table, its columns are %s: correct %s"
              .formatted(Printable.of(column), Printable.of(columns), key));
    }
    return schema.apply(column).dataType();
  }

  private static String shown(DataType type) {
    return Printable.of(type.sql());
  }

  /** Returns a column of that very name, which may hold dots. */
  private static Column of(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }
}
