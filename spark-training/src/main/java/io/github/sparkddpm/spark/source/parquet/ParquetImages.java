package io.github.sparkddpm.spark.source.parquet;

import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceFolder;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The column of images in Parquet files: an image is its file's bytes, or a struct {bytes, path} as
 * Hugging Face exports have it.
 *
 * @param column its name
 */
public record ParquetImages(String column) implements Serializable {

  private static final String BYTES = "bytes";
  private static final String PATH = "path";

  /**
   * Returns the part of the column that must be read.
   *
   * @throws IllegalArgumentException if it is missing or of another type
   */
  Type in(MessageType schema, ParquetFile file) {
    Type type = ParquetColumn.of(schema, column, "data.image-column", file);
    if (ParquetColumn.isBytes(type)) {
      return type;
    }
    if (type.isPrimitive()
        || !type.asGroupType().containsField(BYTES)
        || !ParquetColumn.isBytes(type.asGroupType().getType(BYTES))) {
      throw new IllegalArgumentException(
          "Column %s of %s is %s, expected bytes or a struct of bytes and path: name another column"
                  .formatted(column, file, ParquetColumn.described(type))
              + " with data.image-column");
    }
    GroupType struct = type.asGroupType();
    List<Type> fields = new ArrayList<>(List.of(struct.getType(BYTES)));
    if (struct.containsField(PATH) && ParquetColumn.isBytes(struct.getType(PATH))) {
      fields.add(struct.getType(PATH));
    }
    return struct.withNewFields(fields);
  }

  /**
   * Returns a row as an entry.
   *
   * @param name what a report calls the row
   */
  SourceEntry entry(Group row, String name, OptionalInt label) {
    boolean struct = !row.getType().getType(column).isPrimitive();
    if (row.getFieldRepetitionCount(column) == 0) {
      return SourceEntry.unreadable(name, label, "its image is null");
    }
    Group holder = struct ? row.getGroup(column, 0) : row;
    String field = struct ? BYTES : column;
    String full = struct ? name + path(holder) : name;
    if (holder.getFieldRepetitionCount(field) == 0) {
      return SourceEntry.unreadable(
          full, label, "its bytes are null: the export has no images in it");
    }
    Binary bytes = holder.getBinary(field, 0);
    return bytes.length() > SourceFolder.MAX_BYTES
        ? SourceEntry.unreadable(full, label, SourceFolder.tooLarge(bytes.length()))
        : SourceEntry.file(full, label, bytes.getBytes());
  }

  private static String path(Group struct) {
    return struct.getType().containsField(PATH) && struct.getFieldRepetitionCount(PATH) > 0
        ? " (" + new String(struct.getBinary(PATH, 0).getBytes(), StandardCharsets.UTF_8) + ")"
        : "";
  }
}
