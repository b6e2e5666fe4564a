package io.github.sparkddpm.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.prepare.Preparing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dataset whose folder somebody else may write to. */
class ForgedDatasetTest {

  private static final int SHARDS = 3;

  @TempDir private Path folder;
  private Path dataset;

  @BeforeEach
  void prepare() throws IOException {
    dataset = prepared("dataset", 9, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../secret.parquet",
        "shards/../../secret.parquet",
        "shards/shard-00000.parquet/../../../secret.parquet",
        "file:/etc/passwd",
        "http://169.254.169.254/latest/meta-data",
        "s3a://other-bucket/shards/shard-00000.parquet",
        "hdfs:shards/shard-00000.parquet",
        "shards\\shard-00000.parquet",
        "shards/shard-00000.parquet\u0000",
        "shards/shard-00000.parquet\n",
        "shards/shard-00000.parquet\u001b[2J",
        "shards/.shard-00000.parquet.crc",
        "manifest.json",
        " ",
        ""
      })
  void aShardThatIsNoFileOfTheDatasetIsRefusedBeforeAnythingIsRead(String name) throws IOException {
    Forgery.ofShard(dataset, 1, shard -> shard.put("file", name).put("bytes", -1));

    assertRefused("is no file of a dataset");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes, -1, has -1 bytes",
    "bytes, 0, has 0 bytes",
    "bytes, 9000000000, has 9000000000 bytes",
    "count, 0, holds 0 images",
    "count, 9223372036854775807, images from id 3",
    "count, 5, shard-00002.parquet holds 3 images from id 6",
    "firstId, -3, images from id -3",
    "firstId, 2, from id 2",
    "sha256, ../../secret, has no SHA-256",
    "content, 7, has no digest of its content",
    "content, '', has no digest of its content"
  })
  void aShardThatLiesIsRefused(String key, String value, String said) throws IOException {
    Forgery.ofShard(
        dataset,
        1,
        shard -> {
          if (value.matches("-?[0-9]+") && !key.equals("content")) {
            shard.put(key, Long.parseLong(value));
          } else {
            shard.put(key, value);
          }
        });

    assertRefused(said);
  }

  @Test
  void aShardThatIsThereTwiceIsRefused() throws IOException {
    Forgery.ofShard(dataset, 1, shard -> shard.put("file", "shards/shard-00000.parquet"));

    assertRefused("shards/shard-00000.parquet is there twice");
  }

  /** These bytes are not UTF-32 either, and Jackson's complaint would be that of a storage. */
  @Test
  void aManifestThatBeginsLikeUtf32IsDamagedToo() throws IOException {
    Files.deleteIfExists(dataset.resolve(".manifest.json.crc"));
    Files.writeString(dataset.resolve("manifest.json"), "\0\0\0{\177\0\0\0");

    assertRefused("manifest.json");
  }

  @Test
  void anEndlessManifestIsNotReadIntoMemory() throws IOException {
    Path manifest = dataset.resolve("manifest.json");
    Files.deleteIfExists(dataset.resolve(".manifest.json.crc"));
    byte[] blanks = new byte[1 << 20];
    Arrays.fill(blanks, (byte) ' ');
    try (var out = Files.newOutputStream(manifest)) {
      for (int i = 0; i < 65; i++) {
        out.write(blanks);
      }
    }

    assertRefused("more than 64 MiB, which is not read");
  }

  @Test
  void otherImagesUnderTheOldDigestAreNoticedThoughEveryFileHasItsSha256() throws IOException {
    String digest = open().manifest().digest();
    Forgery.replaceShards(dataset, SHARDS, prepared("other", 9, 1));

    assertThat(open().manifest().digest()).isEqualTo(digest);
    assertThatThrownBy(() -> load(0, 9))
        .isInstanceOf(OtherImagesException.class)
        .hasMessageContainingAll(digest, "shard-0000", "somebody replaced the shard");
  }

  @Test
  void noImageOfAShardIsUsedIfAnotherOfItsImagesIsForged() throws IOException {
    Path other = prepared("other", 9, 1);
    int changed = 0;
    for (int id = 0; id < 9; id++) {
      Path victim = prepared("victim-" + id, 9, 0);
      Forgery.replaceShards(victim, SHARDS, other);
      changed += isRefused(victim, id) ? 1 : 0;
    }

    assertThat(changed).as("the images of the one shard that differs").isEqualTo(3);
  }

  @Test
  void theShardsOfALargerDatasetAreNoticed() throws IOException {
    Forgery.replaceShards(dataset, SHARDS, prepared("other", 12, 0));

    assertThatThrownBy(() -> load(0, 3))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("shard-00000.parquet: it has image 3 where the manifest has none");
    assertThatThrownBy(() -> load(3, 3))
        .hasMessageContaining("it has image 4 where the manifest has image 3");
  }

  @Test
  void theShardsOfASmallerDatasetAreNoticed() throws IOException {
    Forgery.replaceShards(dataset, SHARDS, prepared("other", 6, 0));

    assertThatThrownBy(() -> load(0, 3))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("it ends before image 2, expected 3");
  }

  @Test
  void imagesOfAnotherShapeAreNoticed() throws IOException {
    Path other = folder.resolve("other");
    Preparing.dataset(
        IdxFixture.source(folder, IdxFixture.images(9), IdxFixture.labels(9)),
        new ImageShape(3, IdxFixture.HEIGHT, IdxFixture.WIDTH),
        SHARDS,
        other);
    Forgery.replaceShards(dataset, SHARDS, other);

    assertThatThrownBy(() -> load(0, 9)).hasMessageContaining("image 0 has 18 bytes, expected 6");
  }

  @Test
  void whatIsNoParquetIsNoticedThoughItHasItsSha256() throws IOException {
    Forgery.replaceShard(dataset, 0, "PAR1 and no more PAR1".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> load(0, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("shard-00000.parquet: it cannot be read as one");
  }

  @Test
  void aShardThatHasGrownSinceItWasFoundIsNotReadToItsEnd() throws IOException {
    PreparedDataset opened = open();
    Path shard = dataset.resolve("shards/shard-00000.parquet");
    Files.deleteIfExists(shard.resolveSibling(".shard-00000.parquet.crc"));
    Files.write(shard, new byte[100], StandardOpenOption.APPEND);

    assertThatThrownBy(
            () -> new ShardReader(opened, new Configuration()).load(new ImageRange(0, 1)))
        .hasMessageContaining("bytes any more");
  }

  private boolean isRefused(Path victim, int id) throws IOException {
    PreparedDataset opened = PreparedDataset.open(victim.toString(), new Configuration());
    try {
      ImageSet images = new ShardReader(opened, new Configuration()).load(new ImageRange(id, 1));
      assertThat(images.count()).isEqualTo(1);
      return false;
    } catch (OtherImagesException e) {
      return true;
    }
  }

  private void assertRefused(String said) {
    assertThatThrownBy(this::open)
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll("Damaged dataset manifest", said, "prepare the dataset again")
        .hasMessageMatching("\\P{Cntrl}*");
  }

  /** A dataset of so many images, the last of which has a pixel changed. */
  private Path prepared(String name, int images, int change) throws IOException {
    byte[] idx = IdxFixture.images(images);
    idx[idx.length - 1] += (byte) change;
    Preparing.dataset(
        IdxFixture.source(folder, idx, IdxFixture.labels(images)),
        IdxFixture.SHAPE,
        SHARDS,
        folder.resolve(name));
    return folder.resolve(name);
  }

  private PreparedDataset open() throws IOException {
    return PreparedDataset.open(dataset.toString(), new Configuration());
  }

  private ImageSet load(long first, long count) throws IOException {
    return new ShardReader(open(), new Configuration()).load(new ImageRange(first, count));
  }
}
