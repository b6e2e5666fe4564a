package io.github.sparkddpm.spark.source.parquet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.source.files.ClassNumber;
import io.github.sparkddpm.spark.source.parquet.ParquetRowGroups.Opened;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The classes of Parquet files: whole numbers or texts, from a column or from the folders' names.
 * Classes have names if they are texts, all of which are read for that, or if Hugging Face keeps
 * names in a file's metadata.
 */
public final class ParquetLabels {

  private static final String KEY = "data.label-column";
  private static final String HUGGING_FACE = "huggingface";
  private static final JsonMapper JSON = new JsonMapper();

  private final String column;
  private final Set<String> texts = new TreeSet<>();
  private final Set<String> folders = new TreeSet<>();
  private List<String> stated = List.of();
  private boolean numbers;
  private boolean textColumns;

  /**
   * Creates labels that no file has been added to.
   *
   * @param column null without labels
   */
  public ParquetLabels(String column) {
    this.column = column;
  }

  /**
   * Reads the texts that are labels in a file, none if its labels are others. May be called by
   * several threads.
   *
   * @param name its path below the source's
   * @throws IllegalArgumentException if neither the file nor its path has the column, or it is of a
   *     type that classes are not numbered by
   */
  Set<String> texts(ParquetFile file, String name, ParquetMetadata footer) throws IOException {
    boolean inColumn = column != null && Partitions.value(name, column).isEmpty();
    return inColumn && ParquetColumn.isText(in(footer.getFileMetaData().getSchema(), file))
        ? texts(file)
        : Set.of();
  }

  /**
   * Adds a file.
   *
   * @throws IllegalArgumentException if its labels are texts, and those of others numbers
   */
  void add(Opened opened) {
    if (column == null) {
      return;
    }
    ParquetFile file = opened.file();
    Optional<String> folder = Partitions.value(opened.name(), column);
    MessageType schema = opened.footer().getFileMetaData().getSchema();
    if (folder.isPresent()) {
      folder.filter(value -> !Partitions.isNull(value)).ifPresent(folders::add);
    } else if (ParquetColumn.isText(in(schema, file))) {
      textColumns = true;
      texts.addAll(opened.texts());
    } else {
      numbers = true;
      stated = stated.isEmpty() ? stated(opened.footer(), file) : stated;
    }
    if (numbers && areTexts()) {
      throw new IllegalArgumentException(
          "Column %s holds texts in some files and numbers in others, as in %s: prepare them apart"
              .formatted(column, file));
    }
  }

  /**
   * Returns the column that must be read of a file for its labels; empty if none.
   *
   * @param name its path below the source's
   */
  Optional<Type> projection(MessageType schema, ParquetFile file, String name) {
    return column == null || Partitions.value(name, column).isPresent()
        ? Optional.empty()
        : Optional.of(in(schema, file));
  }

  /**
   * Returns the labels of a file, once all files have been added.
   *
   * @param name its path below the source's
   */
  RowLabel of(String name) {
    if (column == null) {
      return new RowLabel.Same(-1);
    }
    Optional<String> folder = Partitions.value(name, column);
    if (folder.isPresent()) {
      return new RowLabel.Same(Partitions.isNull(folder.get()) ? -1 : number(folder.get()));
    }
    return textColumns ? new RowLabel.Texts(column, names()) : new RowLabel.Numbers(column);
  }

  /** Returns the name of label i at position i; empty if classes have none. */
  List<String> names() {
    if (!areTexts()) {
      return stated;
    }
    Set<String> names = new TreeSet<>(texts);
    names.addAll(folders);
    return List.copyOf(names);
  }

  private boolean areTexts() {
    return textColumns || folders.stream().anyMatch(value -> !ClassNumber.isNumber(value));
  }

  private int number(String folder) {
    return areTexts() ? Collections.binarySearch(names(), folder) : Integer.parseInt(folder);
  }

  private Type in(MessageType schema, ParquetFile file) {
    Type type = ParquetColumn.of(schema, column, KEY, file);
    if (!ParquetColumn.isText(type) && !ParquetColumn.isNumber(type)) {
      throw new IllegalArgumentException(
          "Column %s of %s is %s, expected whole numbers (of 8 to 64 bits) or texts: write its values"
                  .formatted(column, file, ParquetColumn.described(type))
              + " as either, or name another column with "
              + KEY);
    }
    return type;
  }

  private Set<String> texts(ParquetFile file) throws IOException {
    Set<String> found = new TreeSet<>();
    ParquetProjection label = schema -> new MessageType(schema.getName(), in(schema, file));
    try (ParquetReader<Group> rows = file.rows(label, 0, Long.MAX_VALUE)) {
      for (Group row = file.next(rows); row != null; row = file.next(rows)) {
        RowLabel.Texts.text(row, column, file.toString()).ifPresent(found::add);
      }
    }
    return found;
  }

  private List<String> stated(ParquetMetadata footer, ParquetFile file) {
    String metadata = footer.getFileMetaData().getKeyValueMetaData().get(HUGGING_FACE);
    if (metadata == null) {
      return List.of();
    }
    try {
      JsonNode feature = JSON.readTree(metadata).path("info").path("features");
      List<String> names = new ArrayList<>();
      feature.path(column).path("names").forEach(name -> names.add(name.asText()));
      return names;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Bad Parquet file %s: its metadata '%s' is no JSON; fetch the file again"
              .formatted(file, HUGGING_FACE),
          e);
    }
  }
}
