package io.github.sparkddpm.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.source.ParquetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetPreparationTest {

  private static final MessageType BYTES =
      MessageTypeParser.parseMessageType(
          "message m { required binary image; optional binary kind (UTF8); optional double x; }");
  private static final MessageType STRUCT =
      MessageTypeParser.parseMessageType(
          """
          message m {
            optional group image { optional binary bytes; optional binary path (UTF8); }
            optional int64 label;
          }
          """);
  private static final String HUGGING_FACE =
      """
      {"info": {"features": {"label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}}}
      """;

  @TempDir private Path folder;

  @Test
  void bytesWithTextsAsLabels() throws IOException {
    for (int file = 0; file < 2; file++) {
      try (ParquetWriter<Group> rows = writer("part-%s.parquet".formatted(file), BYTES)) {
        for (int i = 10 * file; i < 10 * file + 10; i++) {
          Group row = new SimpleGroupFactory(BYTES).newGroup();
          row.append("image", Binary.fromConstantByteArray(Drawn.png(i)));
          rows.write(i % 3 == 2 ? row : row.append("kind", i % 3 == 0 ? "zebra" : "ape"));
        }
      }
    }
    PreparedDataset dataset = prepare(Optional.of("kind"), 0);

    assertThat(dataset.manifest().classNames()).containsExactly("ape", "zebra");
    assertThat(Drawn.labels(dataset)).hasSize(20);
    assertThat(Drawn.labels(dataset))
        .allSatisfy((level, label) -> assertThat(label).isEqualTo(new int[] {1, 0, -1}[level % 3]));
  }

  @Test
  void structsAsHuggingFaceExportsThemWithTheNamesOfTheClasses() throws IOException {
    structs();
    PreparedDataset dataset = prepare(Optional.of("label"), 0.5);

    assertThat(dataset.manifest().classNames()).containsExactly("cat", "dog");
    assertThat(Drawn.labels(dataset))
        .hasSize(8)
        .allSatisfy((level, label) -> assertThat(label).isEqualTo(level % 3 - 1));
    assertThat(Files.readAllLines(folder.resolve("out/quarantine.jsonl")))
        .hasSize(2)
        .satisfiesExactly(
            line -> assertThat(line).contains("train.parquet row 8", "its image is null"),
            line -> assertThat(line).contains("row 9 (dog/9.png)", "its bytes are null"));
  }

  @Test
  void withoutALabelColumnThereAreNoLabels() throws IOException {
    structs();
    PreparedDataset dataset = prepare(Optional.empty(), 0.5);
    assertThat(dataset.manifest().labelCounts()).isEmpty();
    assertThat(dataset.manifest().classNames()).isEmpty();
  }

  @Test
  void columnsThatAreNotThereOrOfAnotherTypeAreNamedWithTheKey() throws IOException {
    structs();
    assertThatThrownBy(() -> prepare(Optional.of("kind"), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("No column kind", "[image, label]", "data.label-column");
    assertThatThrownBy(
            () ->
                Preparing.dataset(
                    new ParquetSource(source().toString(), "label", Optional.empty()),
                    Drawn.SHAPE,
                    1,
                    folder.resolve("out")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("Column label", "expected bytes or a struct", "data.image-column");
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Files.createDirectory(source());
    Files.writeString(source().resolve("bad.parquet"), "PAR1 and no more of it");
    assertThatThrownBy(() -> prepare(Optional.empty(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("Bad Parquet file", "bad.parquet");
  }

  private void structs() throws IOException {
    try (ParquetWriter<Group> rows = writer("train.parquet", STRUCT)) {
      for (int i = 0; i < 10; i++) {
        Group row = new SimpleGroupFactory(STRUCT).newGroup();
        if (i != 8) {
          Group image = row.addGroup("image").append("path", "dog/%s.png".formatted(i));
          if (i != 9) {
            image.append("bytes", Binary.fromConstantByteArray(Drawn.png(i)));
          }
        }
        rows.write(row.append("label", i % 3 - 1L));
      }
    }
  }

  private ParquetWriter<Group> writer(String name, MessageType type) throws IOException {
    return ExampleParquetWriter.builder(
            new org.apache.hadoop.fs.Path(source().resolve(name).toString()))
        .withConf(new Configuration())
        .withType(type)
        .withExtraMetaData(Map.of("huggingface", HUGGING_FACE))
        .build();
  }

  private Path source() {
    return folder.resolve("source");
  }

  private PreparedDataset prepare(Optional<String> labels, double share) throws IOException {
    return Preparing.dataset(
        new ParquetSource(source().toString(), "image", labels),
        Preparing.plan(Drawn.SHAPE, 2, 1, share, 0),
        folder.resolve("out").toString());
  }
}
