package io.github.sparkddpm.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
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
    dataset =
        new DatasetPreparer(LocalSpark.session())
            .prepare(source, out().toString(), 3, Optional.empty());
  }

  @Test
  void theFolderAndItsManifestOpenTheSameDataset() throws IOException {
    assertThat(open()).isEqualTo(dataset);
    assertThat(PreparedDataset.open(manifest().toString(), HADOOP)).isEqualTo(dataset);
  }

  @Test
  void someShardsLoadWithoutTheOthersInTheOrderOfTheirIds() throws IOException {
    List<Shard> shards = dataset.manifest().shards();
    ImageSet images = new ShardReader(dataset, HADOOP).load(List.of(shards.get(2), shards.get(0)));
    assertThat(images.count()).isEqualTo(6);
    assertThat(images.position(2)).isEqualTo(2);
    assertThat(images.position(6)).isEqualTo(3);
    assertThatThrownBy(() -> images.position(4)).hasMessageContaining("No image with id 4");
  }

  @Test
  void executorsReadShardsOnTheirOwn() {
    SparkSession spark = LocalSpark.session();
    PreparedDataset shipped = dataset;
    List<Integer> counts =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(dataset.manifest().shards(), 3)
            .map(
                shard -> new ShardReader(shipped, new Configuration()).load(List.of(shard)).count())
            .collect();
    assertThat(counts).containsExactly(3, 3, 3);
  }

  @Test
  void aCorruptedShardIsNamed() throws IOException {
    corrupt(shardFile());
    Files.delete(shardFile().resolveSibling(".shard-00001.parquet.crc"));
    assertDamaged(this::load, "shard-00001.parquet: its SHA-256 is ", "prepare the dataset again");
  }

  @Test
  void aShardThatTheFileSystemFindsCorruptedIsNamed() throws IOException {
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
        "shard-00001.parquet: it has %d bytes, expected %d"
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
    assertManifestRefused(json.replace("\"sources\"", "\"origins\""), "property 'sources'");
    assertManifestRefused(json.substring(0, json.length() / 2), "Unexpected end-of-input");
    assertManifestRefused("[]", "DatasetManifest");
  }

  @Test
  void anotherFormatVersionIsNamedWhateverElseItHolds() throws IOException {
    assertManifestRefused(
        "{\"formatVersion\": 2, \"news\": true}",
        "has format version 2, this release reads version 1");
  }

  private void assertManifestRefused(String json, String... parts) throws IOException {
    Files.deleteIfExists(out().resolve(".manifest.json.crc"));
    Files.writeString(manifest(), json);
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
    return new ShardReader(dataset, HADOOP).load(dataset.manifest().shards());
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
