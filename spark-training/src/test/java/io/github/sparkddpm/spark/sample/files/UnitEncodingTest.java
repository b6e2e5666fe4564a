package io.github.sparkddpm.spark.sample.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.ParquetInput;
import io.github.sparkddpm.spark.data.ParquetOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type.Repetition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnitEncodingTest {

  private static final ImageShape GREY = new ImageShape(1, 2, 3);
  private static final ImageShape RGB = new ImageShape(3, 2, 3);
  private static final IdRange UNIT = new IdRange(7, 4);
  private static final JsonNode SETTINGS =
      JsonNodeFactory.instance.objectNode().put("seed", 5).put("sampler", "DDIM");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(SampleFormat.class)
  void whatWasWrittenIsReadBack(SampleFormat format) throws IOException {
    for (ImageShape shape : List.of(GREY, RGB)) {
      SamplesFolder samples = samples(shape, shape.channels() + "");
      UnitManifest record = samples.units(format).write(UNIT, pixels(shape));

      assertThat(samples.units(format).read(record)).isEqualTo(pixels(shape));
      assertThat(samples.units(format).isWhole(record, samples.folder(format).lengths())).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(SampleFormat.class)
  void aFileThatIsCutShortIsNoticed(SampleFormat format) throws IOException {
    SamplesFolder samples = samples(RGB, "cut");
    UnitManifest record = samples.units(format).write(UNIT, pixels(RGB));
    Path file = folder.resolve("cut").resolve(format.folder());
    try (Stream<Path> files = Files.list(file)) {
      file = files.sorted().findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertThat(samples.units(format).isWhole(record, samples.folder(format).lengths())).isFalse();
    assertThatThrownBy(() -> samples.units(format).read(record))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("00000007-00000010", "damaged", "then sample again");
  }

  @Test
  void npyHasChannelsLastAndGreyThreeTimes() {
    byte[] grey = {1, 2, 3, 4, 5, 6};
    byte[] rgb = {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26};

    assertThat(new NpyEncoding(GREY).interleaved(grey))
        .containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6);
    assertThat(new NpyEncoding(RGB).interleaved(rgb))
        .containsExactly(1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24, 5, 15, 25, 6, 16, 26);
  }

  /** Pictures of a required column are bytes to {@code datasets}. */
  @Test
  void parquetsColumnsAreNullable() throws IOException {
    byte[] file = parquet().encode(UNIT, pixels(GREY)).get(0);
    try (ParquetReader<Group> rows = ParquetInput.groups(file)) {
      GroupType row = rows.read().getType();
      assertThat(row.getFields()).allMatch(column -> column.isRepetition(Repetition.OPTIONAL));
      assertThat(row.getType("image").asGroupType().getFields())
          .allMatch(column -> column.isRepetition(Repetition.OPTIONAL));
    }
  }

  /** The columns of earlier releases' files were required. */
  @Test
  void parquetOfEarlierVersionsIsRead() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message samples {
              required int64 id;
              required group image { required binary bytes; required binary path (STRING); }
            }
            """);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ParquetWriter<Group> rows = ParquetOutput.groups(file, schema).build()) {
      for (byte[] png : new PngEncoding(GREY).encode(UNIT, pixels(GREY))) {
        Group row = new SimpleGroupFactory(schema).newGroup().append("id", 7L);
        row.addGroup("image")
            .append("bytes", Binary.fromConstantByteArray(png))
            .append("path", "7.png");
        rows.write(row);
      }
    }

    assertThat(parquet().decode(UNIT, List.of(file.toByteArray()))).isEqualTo(pixels(GREY));
  }

  @Test
  void settingsSurviveTheWayToTheManifestAndBack() throws IOException {
    SamplesFolder samples = samples(GREY, "claimed");
    samples.claim();

    assertThat(new ObjectMapper().readTree(folder.resolve("claimed/settings.json").toFile()))
        .isEqualTo(SETTINGS);
    samples.requireOwn();
  }

  private SamplesFolder samples(ImageShape shape, String name) {
    return new SamplesFolder(
        new org.apache.hadoop.fs.Path(folder.resolve(name).toUri()),
        new Configuration(),
        shape,
        SETTINGS);
  }

  private static ParquetEncoding parquet() {
    return new ParquetEncoding(GREY, SETTINGS);
  }

  private static byte[] pixels(ImageShape shape) {
    byte[] pixels = new byte[UNIT.count() * shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37 + i / 5);
    }
    return pixels;
  }
}
