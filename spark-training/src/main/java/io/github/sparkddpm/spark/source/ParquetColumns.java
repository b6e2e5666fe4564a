package io.github.sparkddpm.spark.source;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * The columns of a Parquet source: an image is its file's bytes, or a struct {bytes, path} as
 * Hugging Face exports have it; a label is a whole number or a text.
 *
 * @param label null without labels
 */
record ParquetColumns(String image, String label) implements Serializable {

  private static final String BYTES = "bytes";
  private static final String PATH = "path";

  /**
   * What must be read of a file.
   *
   * @throws IllegalArgumentException if a column is missing or of another type
   */
  MessageType projection(MessageType schema, String file) {
    List<Type> columns = new ArrayList<>();
    columns.add(imageColumn(schema, file));
    if (label != null) {
      columns.add(labelColumn(schema, file));
    }
    return new MessageType(schema.getName(), columns);
  }

  MessageType labelAlone(MessageType schema, String file) {
    return new MessageType(schema.getName(), labelColumn(schema, file));
  }

  private Type imageColumn(MessageType schema, String file) {
    Type type = column(schema, image, "data.image-column", file);
    if (isBytes(type)) {
      return type;
    }
    if (type.isPrimitive()
        || !type.asGroupType().containsField(BYTES)
        || !isBytes(type.asGroupType().getType(BYTES))) {
      throw new IllegalArgumentException(
          "Column %s of %s is %s, expected bytes or a struct of bytes and path: name another column"
                  .formatted(image, file, described(type))
              + " with data.image-column");
    }
    GroupType struct = type.asGroupType();
    List<Type> fields = new ArrayList<>(List.of(struct.getType(BYTES)));
    if (struct.containsField(PATH) && isBytes(struct.getType(PATH))) {
      fields.add(struct.getType(PATH));
    }
    return struct.withNewFields(fields);
  }

  private Type labelColumn(MessageType schema, String file) {
    Type type = column(schema, label, "data.label-column", file);
    if (!isText(type) && !isNumber(type)) {
      throw new IllegalArgumentException(
          "Column %s of %s is %s, expected whole numbers or texts: name another column with"
                  .formatted(label, file, described(type))
              + " data.label-column");
    }
    return type;
  }

  private static Type column(MessageType schema, String name, String key, String file) {
    if (!schema.containsField(name)) {
      List<String> columns = schema.getFields().stream().map(Type::getName).toList();
      throw new IllegalArgumentException(
          "No column %s in %s, its columns are %s: correct %s".formatted(name, file, columns, key));
    }
    return schema.getType(name);
  }

  /** Whether labels are texts, to be numbered. */
  boolean textLabels(MessageType schema) {
    return label != null && isText(schema.getType(label));
  }

  private static boolean isBytes(Type type) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
  }

  private static boolean isText(Type type) {
    return isBytes(type);
  }

  private static boolean isNumber(Type type) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && (type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32
            || type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64);
  }

  private static String described(Type type) {
    return type.toString().lines().findFirst().orElse("").strip();
  }

  /** The text of a row's label, if it has one. */
  Optional<String> labelText(Group row) {
    return row.getFieldRepetitionCount(label) == 0
        ? Optional.empty()
        : Optional.of(row.getString(label, 0));
  }

  /**
   * A row as an entry.
   *
   * @param classNames texts that labels may be, sorted; empty if labels are numbers
   */
  SourceEntry entry(Group row, String name, List<String> classNames, boolean textLabels) {
    OptionalInt number =
        label == null ? OptionalInt.empty() : number(row, classNames, textLabels, name);
    boolean struct = !row.getType().getType(image).isPrimitive();
    if (row.getFieldRepetitionCount(image) == 0) {
      return SourceEntry.unreadable(name, number, "its image is null");
    }
    Group holder = struct ? row.getGroup(image, 0) : row;
    String field = struct ? BYTES : image;
    String full = struct ? name + path(holder) : name;
    return holder.getFieldRepetitionCount(field) == 0
        ? SourceEntry.unreadable(full, number, "its bytes are null: the export has no images in it")
        : SourceEntry.file(full, number, holder.getBinary(field, 0).getBytes());
  }

  private static String path(Group struct) {
    return struct.getType().containsField(PATH) && struct.getFieldRepetitionCount(PATH) > 0
        ? " (" + new String(struct.getBinary(PATH, 0).getBytes(), StandardCharsets.UTF_8) + ")"
        : "";
  }

  private OptionalInt number(Group row, List<String> names, boolean textLabels, String entry) {
    if (row.getFieldRepetitionCount(label) == 0) {
      return OptionalInt.empty();
    }
    if (textLabels) {
      return OptionalInt.of(Collections.binarySearch(names, row.getString(label, 0)));
    }
    long number = wide(row);
    if (number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Label %s of %s is above %s: number the classes from 0"
              .formatted(number, entry, Integer.MAX_VALUE));
    }
    // Hugging Face writes -1 where the class is kept secret.
    return number < 0 ? OptionalInt.empty() : OptionalInt.of((int) number);
  }

  private long wide(Group row) {
    PrimitiveTypeName type = row.getType().getType(label).asPrimitiveType().getPrimitiveTypeName();
    return type == PrimitiveTypeName.INT32 ? row.getInteger(label, 0) : row.getLong(label, 0);
  }
}
