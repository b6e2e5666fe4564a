package io.github.sparkddpm.spark.source.parquet;

import io.github.sparkddpm.spark.storage.Printable;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Finds a column of a Parquet file and the kind of its values. */
final class ParquetColumn {

  private ParquetColumn() {}

  /**
   * Returns a column.
   *
   * @param key the configuration's key that names it
   * @throws IllegalArgumentException if the file has none of that name
   */
  static Type of(MessageType schema, String name, String key, ParquetFile file) {
    if (!schema.containsField(name)) {
      List<String> columns = schema.getFields().stream().map(Type::getName).toList();
      throw new IllegalArgumentException(
          "No column %s in %s, its columns are %s: correct %s"
              .formatted(name, file, Printable.of(columns), key));
    }
    return schema.getType(name);
  }

  /** Returns whether it holds bytes, which may be said to be text. */
  static boolean isBytes(Type type) {
    return isOne(type, PrimitiveTypeName.BINARY);
  }

  /** Returns whether it holds text, or bytes that are said to be nothing else. */
  static boolean isText(Type type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    return isBytes(type)
        && (meaning == null
            || meaning instanceof StringLogicalTypeAnnotation
            || meaning instanceof EnumLogicalTypeAnnotation);
  }

  /** Returns whether it holds whole numbers that are no dates, times or scaled decimals. */
  static boolean isNumber(Type type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    return (isOne(type, PrimitiveTypeName.INT32) || isOne(type, PrimitiveTypeName.INT64))
        && (meaning == null || meaning instanceof IntLogicalTypeAnnotation);
  }

  /** Returns whether whole numbers are without a sign. */
  static boolean isUnsigned(Type type) {
    return type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation number
        && !number.isSigned();
  }

  /** Returns a column's type as Parquet writes a schema. */
  static String described(Type type) {
    return Printable.of(type.toString().lines().findFirst().orElse("").strip());
  }

  private static boolean isOne(Type type, PrimitiveTypeName name) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && type.asPrimitiveType().getPrimitiveTypeName() == name;
  }
}
