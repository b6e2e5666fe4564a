package io.github.sparkddpm.spark.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/**
 * The names of the classes: the texts of the label column, which is read for it, or the names that
 * Hugging Face keeps in a file's metadata for labels that are numbers.
 */
final class ParquetLabels {

  private static final String HUGGING_FACE = "huggingface";
  private static final JsonMapper JSON = new JsonMapper();

  private final ParquetColumns columns;
  private final Set<String> texts = new TreeSet<>();
  private List<String> stated = List.of();
  private boolean numbers;

  ParquetLabels(ParquetColumns columns) {
    this.columns = columns;
  }

  /** Takes in one file. */
  void add(Path file, ParquetMetadata footer, Configuration hadoop) throws IOException {
    if (columns.label() == null) {
      return;
    }
    MessageType schema = footer.getFileMetaData().getSchema();
    if (columns.textLabels(schema)) {
      addTexts(file, columns.labelAlone(schema, file.toString()), hadoop);
    } else {
      numbers = true;
      stated = stated.isEmpty() ? stated(footer, file) : stated;
    }
    if (numbers && !texts.isEmpty()) {
      throw new IllegalArgumentException(
          "Column %s holds texts in some files and numbers in others, as in %s: prepare them apart"
              .formatted(columns.label(), file));
    }
  }

  /** Whether labels are texts. */
  boolean areTexts() {
    return !texts.isEmpty();
  }

  /** The name of label i at position i; empty if classes have none. */
  List<String> names() {
    return areTexts() ? List.copyOf(texts) : stated;
  }

  private void addTexts(Path file, MessageType label, Configuration hadoop) throws IOException {
    try (ParquetReader<Group> rows = ParquetRows.some(file, label, 0, Long.MAX_VALUE, hadoop)) {
      for (Group row = rows.read(); row != null; row = rows.read()) {
        columns.labelText(row).ifPresent(texts::add);
      }
    }
  }

  private List<String> stated(ParquetMetadata footer, Path file) {
    String metadata = footer.getFileMetaData().getKeyValueMetaData().get(HUGGING_FACE);
    if (metadata == null) {
      return List.of();
    }
    try {
      JsonNode feature = JSON.readTree(metadata).path("info").path("features");
      List<String> names = new ArrayList<>();
      feature.path(columns.label()).path("names").forEach(name -> names.add(name.asText()));
      return names;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Bad Parquet file %s: its metadata '%s' is no JSON; fetch the file again"
              .formatted(file, HUGGING_FACE),
          e);
    }
  }
}
