package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.sample.files.IdRange;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.sample.files.SamplesFolder;
import io.github.sparkddpm.spark.sample.files.SamplesManifest;
import io.github.sparkddpm.spark.sample.files.StoredSamples;
import io.github.sparkddpm.spark.sample.files.UnitManifest;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder of samples that somebody else may write to. */
class ForgedSamplesTest {

  private static final IdRange UNIT = new IdRange(0, 2);

  @TempDir private Path root;
  private SamplesFolder samples;

  @BeforeEach
  void open() {
    samples =
        new SamplesFolder(
            new org.apache.hadoop.fs.Path(root.toUri()),
            new Configuration(),
            new ImageShape(1, 2, 3),
            JsonNodeFactory.instance.objectNode().put("seed", 5));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 100",
    "0, -1, 100",
    "-1, 2, 100",
    "0, 2, -100",
    "0, 2147483647, 100",
    "9223372036854775807, 1, 100",
    "0, 3, 100",
    "7, 2, 100"
  })
  void aRecordThatLiesIsDamaged(long first, int count, long bytes) throws IOException {
    record(
        """
        {"first": %s, "count": %s, "bytes": %s, "pixels-sha256": "%s"}
        """
            .formatted(first, count, bytes, "0".repeat(64)));

    assertDamaged();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\0\0\0{\177\0\0\0",
        "{}",
        "{\"first\": 0, \"count\": 2, \"bytes\": 100, \"pixels-sha256\": \"../../x\"}",
        "{\"first\": 0, \"count\": 2, \"bytes\": 100, \"pixels-sha256\": null}",
        "{\"first\": 0, \"count\": 2, \"bytes\": 100, \"file\": \"/etc/passwd\"}"
      })
  void aRecordThatIsNoneIsDamaged(String json) throws IOException {
    record(json);

    assertDamaged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../../secret.npz", "http://host/x.npz", ""})
  void anArchiveOutsideOfTheFolderIsNotPassedOn(String name) throws IOException {
    Files.writeString(root.resolve("_SUCCESS"), "");
    Files.writeString(
        root.resolve("manifest.json"),
        """
        {"format-version": 1, "settings": {}, "versions": {},
         "shape": {"channels": 1, "height": 2, "width": 3}, "units": {}, "npz": ["%s"]}
        """
            .formatted(name));

    assertThatThrownBy(() -> SamplesManifest.read(samples.files()))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContainingAll("names files that are not the folder's", "then sample again");
  }

  @Test
  void aPictureThatTellsOfMorePixelsThanItsUnitHasIsNotDecoded() throws IOException {
    UnitManifest record = samples.units(SampleFormat.PNG).write(UNIT, new byte[12]);
    Path picture = root.resolve("images/00000001.png");
    byte[] png = Files.readAllBytes(picture);
    ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
    Files.write(picture, png);

    assertThatThrownBy(() -> samples.units(SampleFormat.PNG).read(record))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContainingAll("Not a PNG file of 3x2", "then sample again");
  }

  @Test
  void aRecordOfMoreBytesThanThereAreIsNotWhole() throws IOException {
    UnitManifest huge = new UnitManifest(0, Integer.MAX_VALUE, 1L << 40, "0".repeat(64));

    assertThat(samples.units(SampleFormat.PNG).isWhole(huge, Map.of("00000000.png", 70L)))
        .isFalse();
  }

  private void record(String json) throws IOException {
    Path records = Files.createDirectories(root.resolve("_units/png"));
    Files.writeString(records.resolve(UNIT.name() + ".json"), json);
  }

  private void assertDamaged() {
    assertThatThrownBy(() -> StoredSamples.find(samples, SampleFormat.PNG))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContainingAll("00000000-00000001.json", "delete it, then sample again");
  }
}
