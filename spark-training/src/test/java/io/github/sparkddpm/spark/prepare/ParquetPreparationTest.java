package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.ParquetSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"image file", "image(x)", "image.png", "bild;{\u732b}", " image"})
  void columnsMayHaveAnyNames(String name) throws IOException {
    MessageType type =
        new MessageType(
            "m",
            Types.required(PrimitiveTypeName.BINARY).named(name),
            Types.required(PrimitiveTypeName.INT32).named("the " + name));
    try (ParquetWriter<Group> rows = writer("a.parquet", type)) {
      for (int i = 0; i < 4; i++) {
        Group row = new SimpleGroupFactory(type).newGroup();
        rows.write(
            row.append(name, Binary.fromConstantByteArray(Drawn.png(i))).append("the " + name, i));
      }
    }
    PreparedDataset dataset =
        Preparing.dataset(
            new ParquetSource(source().toString(), name, Optional.of("the " + name)),
            Drawn.SHAPE,
            1,
            folder.resolve("out"));

    assertThat(Drawn.labels(dataset))
        .containsExactly(entry(0, 0), entry(1, 1), entry(2, 2), entry(3, 3));
  }

  @Test
  void filesAreFoundByExtensionsInAnyCaseAndReadUnderAnyName() throws IOException {
    List<String> names =
        List.of(
            "B.PARQUET", "c.parquet.snappy", "12:30 [%20]#?.Parquet", "_d.parquet", "e.parquet");
    for (int i = 0; i < names.size(); i++) {
      bytes(i);
      Path file = source().resolve("part.parquet");
      Files.delete(source().resolve(".part.parquet.crc"));
      Files.move(file, Files.createDirectories(source().resolve("a:b")).resolve(names.get(i)));
      NamesTest.staleChecksum(source().resolve("a:b").resolve(names.get(i)));
    }
    Files.createDirectories(source().resolve("_delta_log"));
    Files.writeString(source().resolve("_delta_log/0.checkpoint.parquet"), "no image");
    Files.writeString(source().resolve("_SUCCESS"), "");
    Files.writeString(source().resolve("notes.txt"), "");
    PreparedDataset dataset = prepare(Optional.empty(), 0);

    assertThat(Drawn.levels(dataset)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(dataset.manifest().source().passedOver())
        .containsExactly(entry("bookkeeping", 2L), entry("hidden", 5L), entry("otherName", 1L));
  }

  @Test
  void filesWithoutRowsAreCounted() throws IOException {
    bytes(0);
    writer("empty.parquet", BYTES).close();
    deleteChecksums();
    PreparedDataset dataset = prepareOne(0);

    assertThat(dataset.manifest().source().passedOver()).containsExactly(entry("empty", 1L));
  }

  /** A few kilobytes in the file. */
  @Test
  void aCellThatIsLargerThanAnyFileThatIsReadIsQuarantined() throws IOException {
    bytes(7);
    try (ParquetWriter<Group> rows = writer("bomb.parquet", BYTES)) {
      rows.write(
          new SimpleGroupFactory(BYTES)
              .newGroup()
              .append("image", Binary.fromConstantByteArray(new byte[(128 << 20) + 1])));
    }
    PreparedDataset dataset = prepareOne(0.5);

    assertThat(dataset.count()).isEqualTo(1);
    assertThat(folder.resolve("out/quarantine.jsonl"))
        .content()
        .contains("bomb.parquet row 0", "its 134217729 bytes are more than the 134217728");
  }

  @ParameterizedTest
  @CsvSource({"4, BROTLI", "3, LZO"})
  void aCodecThatIsNotInstalledIsNamed(byte code, String name) throws IOException {
    bytes(0);
    deleteChecksums();
    Path file = source().resolve("part.parquet");
    Files.write(file, withCodec(Files.readAllBytes(file), code));

    assertThatThrownBy(() -> prepare(Optional.empty(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "Column image of file:", "part.parquet is compressed with " + name, "ZSTD, SNAPPY");
  }

  /**
   * The field codec of every column in the footer: the fourth, an i32 (0x15) after the list (0x19)
   * of the path.
   */
  private static byte[] withCodec(byte[] file, byte code) {
    String bytes = new String(file, StandardCharsets.ISO_8859_1);
    int column = bytes.lastIndexOf("\u0019\u0018\u0005image\u0015");
    byte[] changed = file.clone();
    changed[column + 9] = (byte) (code << 1);
    return changed;
  }

  private void bytes(int level) throws IOException {
    try (ParquetWriter<Group> rows = writer("part.parquet", BYTES)) {
      Group row = new SimpleGroupFactory(BYTES).newGroup();
      rows.write(row.append("image", Binary.fromConstantByteArray(Drawn.png(level))));
    }
  }

  private void deleteChecksums() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(source(), ".*.crc")) {
      for (Path file : found) {
        Files.delete(file);
      }
    }
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
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .withExtraMetaData(Map.of("huggingface", HUGGING_FACE))
        .build();
  }

  private Path source() {
    return folder.resolve("source");
  }

  private PreparedDataset prepareOne(double share) throws IOException {
    return Preparing.dataset(
        new ParquetSource(source().toString(), "image", Optional.empty()),
        Preparing.plan(Drawn.SHAPE, 1, 1, share, 0),
        folder.resolve("out").toString());
  }

  private PreparedDataset prepare(Optional<String> labels, double share) throws IOException {
    return Preparing.dataset(
        new ParquetSource(source().toString(), "image", labels),
        Preparing.plan(Drawn.SHAPE, 2, 1, share, 0),
        folder.resolve("out").toString());
  }
}
