package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.ParquetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels of Parquet files: of columns of every type, and of the folders' names. */
class ParquetLabelsTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int32 label",
        "int32 label (INTEGER(8,true))",
        "int32 label (INTEGER(8,false))",
        "int32 label (INTEGER(32,false))",
        "int64 label (INTEGER(64,false))"
      })
  void wholeNumbersOfAnySizeAreClasses(String column) throws IOException {
    boolean wide = column.startsWith("int64");
    write("a.parquet", column, 0, row -> number(row, wide, 5));
    write("b.parquet", column, 1, row -> number(row, wide, 127));

    assertThat(Drawn.labels(prepare())).containsExactly(entry(0, 5), entry(1, 127));
  }

  @ParameterizedTest
  @CsvSource({
    "int32 label (INTEGER(32^false)), -1, 4294967295",
    "int64 label (INTEGER(64^false)), -1, 18446744073709551615",
    "int64 label, 2147483648, 2147483648"
  })
  void aNumberThatNoClassCanHaveIsNamed(String column, long bits, String shown) throws IOException {
    write(
        "a.parquet",
        column.replace('^', ','),
        0,
        row -> number(row, column.startsWith("int64"), bits));

    assertThatThrownBy(this::prepare)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Label %s of a.parquet row 0 is above 2147483647: number the classes from 0"
                .formatted(shown));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int32 label (DATE)",
        "int32 label (DECIMAL(9,2))",
        "int64 label (DECIMAL(18,0))",
        "int64 label (TIMESTAMP(MILLIS,true))",
        "int32 label (TIME(MILLIS,true))",
        "binary label (DECIMAL(20,2))",
        "binary label (JSON)",
        "int96 label",
        "float label",
        "double label",
        "boolean label",
        "fixed_len_byte_array(16) label"
      })
  void otherTypesAreRefusedByColumnAndType(String column) throws IOException {
    write("a.parquet", column, 0, row -> {});

    assertThatThrownBy(this::prepare)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Column label of file:")
        .hasMessageContainingAll(
            "a.parquet is optional " + column.substring(0, column.indexOf(' ')),
            "expected whole numbers (of 8 to 64 bits) or texts",
            "data.label-column")
        .hasMessageNotContaining("\n");
  }

  @Test
  void bytesThatAreNoTextAreNamed() throws IOException {
    write(
        "a.parquet",
        "binary label",
        0,
        row -> row.append("label", Binary.fromConstantByteArray(new byte[] {(byte) 0xE9})));

    assertThatThrownBy(this::prepare)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("A label in column label of file:", "a.parquet is not UTF-8");
  }

  @Test
  void foldersNameTheLabels() throws IOException {
    write("label=cat/a.parquet", 0);
    write("split=x/label=dog/a.parquet", 1);
    write("label=a%2Fb%25 %E7%8C%AB/a.parquet", 2);
    write("label=1+1/a.parquet", 3);
    write("label=__HIVE_DEFAULT_PARTITION__/a.parquet", 4);
    PreparedDataset dataset = prepare();

    assertThat(dataset.manifest().classNames()).containsExactly("1+1", "a/b% \u732b", "cat", "dog");
    assertThat(Drawn.labels(dataset))
        .containsExactly(entry(0, 2), entry(1, 3), entry(2, 1), entry(3, 0), entry(4, -1));
  }

  @Test
  void foldersOfWholeNumbersAreTheClassesThemselves() throws IOException {
    write("label=7/a.parquet", 0);
    write("label=10/a.parquet", 1);
    write("label=-1/a.parquet", 2);
    PreparedDataset dataset = prepare();

    assertThat(dataset.manifest().classNames()).isEmpty();
    assertThat(Drawn.labels(dataset)).containsExactly(entry(0, 7), entry(1, 10), entry(2, -1));
  }

  @Test
  void numbersWrittenInSeveralWaysAreTexts() throws IOException {
    write("label=01/a.parquet", 0);
    write("label=1/a.parquet", 1);

    assertThat(prepare().manifest().classNames()).containsExactly("01", "1");
  }

  @Test
  void aFileOutsideTheFoldersIsNamed() throws IOException {
    write("label=cat/a.parquet", 0);
    write("b.parquet", 1);

    assertThatThrownBy(this::prepare)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("No column label in", "b.parquet, its columns are [image]");
  }

  @Test
  void aQuarantinedRowIsNamedWithItsFolder() throws IOException {
    write("label=cat/a.parquet", 0);
    write("label=dog/a.parquet", 300);
    Preparing.dataset(
        source("image"), Preparing.plan(Drawn.SHAPE, 1, 1, 0.5, 0), folder.resolve("out") + "");

    assertThat(folder.resolve("out/quarantine.jsonl"))
        .content()
        .contains("\"label=dog/a.parquet row 0\"");
  }

  private void write(String file, int level) throws IOException {
    write(file, null, level, row -> {});
  }

  private void write(String file, String label, int level, Consumer<Group> labeller)
      throws IOException {
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message m { required binary image; %s }"
                .formatted(label == null ? "" : "optional " + label + ";"));
    Path path = source().resolve(file);
    Files.createDirectories(path.getParent());
    try (ParquetWriter<Group> rows =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path("file", "", path.toString()))
            .withConf(HADOOP)
            .withType(type)
            .build()) {
      Group row = new SimpleGroupFactory(type).newGroup();
      byte[] image = level < 256 ? Drawn.png(level) : new byte[1];
      row.append("image", Binary.fromConstantByteArray(image));
      labeller.accept(row);
      rows.write(row);
    }
  }

  private static void number(Group row, boolean wide, long number) {
    if (wide) {
      row.append("label", number);
    } else {
      row.append("label", (int) number);
    }
  }

  private Path source() {
    return folder.resolve("source");
  }

  private ParquetSource source(String image) {
    return new ParquetSource(source().toString(), image, Optional.of("label"));
  }

  private PreparedDataset prepare() throws IOException {
    return Preparing.dataset(source("image"), Drawn.SHAPE, 1, folder.resolve("out"));
  }
}
