package io.github.sparkddpm.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.prepare.Preparing;
import io.github.sparkddpm.spark.source.IdxSource;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedDatasetTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;
  private PreparedDataset dataset;

  @BeforeEach
  void prepare() throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(9), IdxFixture.labels(9));
    dataset = Preparing.dataset(source, IdxFixture.SHAPE, 3, out());
  }

  @Test
  void theFolderAndItsManifestOpenTheSameDataset() throws IOException {
    assertThat(open()).isEqualTo(dataset);
    assertThat(PreparedDataset.open(manifest().toString(), HADOOP)).isEqualTo(dataset);
  }

  @Test
  void aRangeLoadsExactlyItsImages() throws IOException {
    ShardReader reader = new ShardReader(dataset, HADOOP);
    int[] order = IdxFixture.order(9);
    for (int first = 0; first < 9; first++) {
      for (int count = 1; first + count <= 9; count++) {
        ImageSet images = reader.load(new ImageRange(first, count));
        assertThat(images.count()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
          assertThat(images.id(i)).isEqualTo(first + i);
          assertThat(images.label(i)).hasValue(order[first + i] % 3);
          assertThat(PixelScaling.unscale(images.batch(i)))
              .isEqualTo(IdxFixture.pixels(order[first + i]));
        }
      }
    }
  }

  @Test
  void aRangeReadsNoShardButItsOwn() throws IOException {
    Files.delete(shardFile());
    ShardReader reader = new ShardReader(dataset, HADOOP);
    assertThat(reader.load(new ImageRange(0, 3)).count()).isEqualTo(3);
    assertThat(reader.load(new ImageRange(6, 3)).count()).isEqualTo(3);
    assertDamaged(() -> reader.load(new ImageRange(0, 4)), "shard-00001.parquet", "is missing");
  }

  @Test
  void aShareThatOneArrayCannotHoldIsRefusedNamingTheKeyToLower() {
    PreparedDataset huge = HugeDataset.of(new ImageShape(3, 256, 256), 1_000_000);
    NoiseStream noise = new NoiseStream(1);
    assertThat(huge.order(noise, 64, 10_000, 1).windows()).isEqualTo(100);
    assertThatThrownBy(() -> huge.order(noise, 64, 20_000, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll("20000 images", "training.shuffle-window to at most 10920");
    assertThat(huge.order(noise, 64, 10_920, 1).windows()).isEqualTo(92);
    assertThat(huge.order(noise, 64, 20_000, 2).windows()).isEqualTo(50);
    assertThatThrownBy(() -> huge.order(noise, 3, 20_000, 2))
        .hasMessageContaining("training.shuffle-window to at most 16380");
    assertThat(huge.order(noise, 3, 16_380, 2).windows()).isEqualTo(62);
  }

  @Test
  void executorsReadShardsOnTheirOwn() {
    SparkSession spark = LocalSpark.session();
    PreparedDataset shipped = dataset;
    List<Integer> counts =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(dataset.manifest().shards(), 3)
            .map(
                shard ->
                    new ShardReader(shipped, new Configuration())
                        .load(new ImageRange(shard.firstId(), shard.count()))
                        .count())
            .collect();
    assertThat(counts).containsExactly(3, 3, 3);
  }

  @Test
  void aCorruptedShardIsNamed() throws IOException {
    corrupt(shardFile());
    assertDamaged(this::load, "shard-00001.parquet: its SHA-256 is ", "prepare the dataset again");
  }

  @Test
  void aShardThatTheFileSystemFindsCorruptedIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(shardFile());
    var path = new org.apache.hadoop.fs.Path(shardFile().toUri());
    try (OutputStream out = FileSystem.getLocal(HADOOP).create(path)) {
      out.write(bytes);
    }
    corrupt(shardFile());
    assertDamaged(this::load, "shard-00001.parquet: the file system's own checksum fails");
  }

  @Test
  void aMissingShardIsNoticedOnOpening() throws IOException {
    Files.delete(shardFile());
    assertDamaged(this::open, "shard-00001.parquet: the file is missing");
    assertDamaged(this::load, "shard-00001.parquet: the file is missing");
  }

  @Test
  void aTruncatedShardIsNoticedOnOpening() throws IOException {
    byte[] bytes = Files.readAllBytes(shardFile());
    Files.write(shardFile(), Arrays.copyOf(bytes, bytes.length - 1));
    assertDamaged(
        this::open,
        "shard-00001.parquet: it has %s bytes, expected %s"
            .formatted(bytes.length - 1, bytes.length));
  }

  @Test
  void withoutAManifestThereIsNoDataset() throws IOException {
    Files.delete(manifest());
    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "No prepared dataset at file:%s: there is no manifest.json; correct the path or prepare the dataset"
                .formatted(out()));
  }

  @Test
  void aChangedManifestIsNoticed() throws IOException {
    String json = Files.readString(manifest());
    assertManifestRefused(json.replace("\"width\" : 3", "\"width\" : 4"), "digest ", "shards give");
    assertManifestRefused(json.replace("\"count\" : 9", "\"count\" : 8"), "it counts 8 images");
    assertManifestRefused(
        json.replace("\"firstId\" : 3", "\"firstId\" : 4"), "from id 4, expected at least 1 from");
    assertManifestRefused(json.replace("\"source\"", "\"origin\""), "property 'source'");
    assertManifestRefused(json.substring(0, json.length() / 2), "Unexpected end-of-input");
    assertManifestRefused("[]", "DatasetManifest");
  }

  @Test
  void aDatasetOfVersionTwoIsReadAndKeepsItsDigest() throws Exception {
    Path older = Path.of(PreparedDatasetTest.class.getResource("version-2/manifest.json").toURI());
    PreparedDataset opened = PreparedDataset.open(older.toString(), HADOOP);
    ImageSet images = new ShardReader(opened, HADOOP).load(new ImageRange(0, opened.count()));

    assertThat(opened.manifest().digest()).startsWith("7f1bb9c6cc4ed594");
    int[] order = {2, 1, 3, 4, 0};
    for (int i = 0; i < 5; i++) {
      assertThat(images.label(i)).hasValue(order[i] % 3);
      assertThat(PixelScaling.unscale(images.batch(i))).isEqualTo(IdxFixture.pixels(order[i]));
    }
  }

  @Test
  void aDatasetOfVersionThreeIsReadAndHasTheDigestOfTheSameImages() throws IOException {
    String json = versioned(3).replaceFirst(",\\s*\"passedOver\" : \\{\\s*}", "");
    writeManifest(json);

    assertThat(json).doesNotContain("passedOver");
    assertThat(open().manifest().formatVersion()).isEqualTo(3);
    assertThat(open().manifest().digest()).isEqualTo(dataset.manifest().digest());
  }

  @Test
  void aDatasetOfVersionFourIsReadWithWhatItPassedOver() throws IOException {
    writeManifest(
        versioned(4)
            .replaceFirst("\"passedOver\" : \\{\\s*}", "\"passedOver\" : {\"hidden\" : 2}"));

    assertThat(open().manifest().formatVersion()).isEqualTo(4);
    assertThat(open().manifest().source().passedOver()).hasToString("{hidden=2}");
    assertThat(open().manifest().digest()).isEqualTo(dataset.manifest().digest());
  }

  @Test
  void preparingOntoADatasetOfAnOlderVersionSaysThatItCannotBeCompared() throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(9), IdxFixture.labels(9));
    String older = versioned(4);
    writeManifest(older);

    assertThatThrownBy(() -> Preparing.dataset(source, IdxFixture.SHAPE, 3, out()))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessage(
            "Output folder file:%s holds a dataset of format version 4, made by an older release, which cannot be compared with the source: train with it as it is, or name another folder"
                .formatted(out()));
    assertThat(manifest()).hasContent(older);
  }

  @Test
  void anotherFormatVersionIsNamedWhateverElseItHolds() throws IOException {
    assertManifestRefused(
        "{\"formatVersion\": 1, \"news\": true}",
        "has format version 1, this release reads versions 2 to 5");
  }

  private String versioned(int version) throws IOException {
    return Files.readString(manifest())
        .replace("\"formatVersion\" : 5", "\"formatVersion\" : %s".formatted(version));
  }

  private void writeManifest(String json) throws IOException {
    Files.deleteIfExists(out().resolve(".manifest.json.crc"));
    Files.writeString(manifest(), json);
  }

  private void assertManifestRefused(String json, String... parts) throws IOException {
    writeManifest(json);
    assertDamaged(this::open, parts);
    assertDamaged(this::open, manifest().toString());
  }

  private static void assertDamaged(ThrowingCallable action, String... parts) {
    assertThatThrownBy(action)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private static void corrupt(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private PreparedDataset open() throws IOException {
    return PreparedDataset.open(out().toString(), HADOOP);
  }

  private ImageSet load() throws IOException {
    return new ShardReader(dataset, HADOOP).load(new ImageRange(0, dataset.count()));
  }

  private Path out() {
    return folder.resolve("dataset");
  }

  private Path manifest() {
    return out().resolve("manifest.json");
  }

  private Path shardFile() {
    return out().resolve("shards/shard-00001.parquet");
  }
}
