package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import io.github.sparkddpm.spark.data.ContentDigest;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

class ShardContentTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;

  @Test
  void aShardIsDescribedAsItWasWritten() throws IOException {
    Shard shard = write(1000, 5, 6, 7);
    byte[] bytes = Files.readAllBytes(file());

    assertThat(shard.firstId()).isEqualTo(5);
    assertThat(shard.count()).isEqualTo(3);
    assertThat(shard.bytes()).isEqualTo(bytes.length);
    assertThat(shard.sha256()).isEqualTo(Sha256.of(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5 6", "5 7", "6 7 8", "5 5 6", "5 6 7 8"})
  void imagesThatAreMissingOrTooManyAreNoShard(String ids) {
    long[] found = Arrays.stream(ids.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    assertThatThrownBy(() -> write(10, new ImageRange(5, 3), found))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("shard of images 5 to 7 does not have image ")
        .hasMessageContaining("the source changed meanwhile; prepare again");
  }

  @Test
  void aShardOfLargeImagesIsWrittenAFewAtATime() throws IOException {
    write(3_000_000, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    var path = new org.apache.hadoop.fs.Path(file().toUri());
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, HADOOP))) {
      assertThat(reader.getRowGroups()).hasSizeGreaterThan(1);
      assertThat(reader.getRowGroups()).allMatch(group -> group.getRowCount() <= 7);
      assertThat(reader.getRecordCount()).isEqualTo(12);
    }
  }

  private Shard write(int size, long... ids) throws IOException {
    return write(size, new ImageRange(ids[0], ids.length), ids);
  }

  private Shard write(int size, ImageRange expected, long... ids) throws IOException {
    Iterator<Tuple2<Long, PreparedImage>> images =
        Arrays.stream(ids).mapToObj(id -> new Tuple2<>(id, image(id, size))).iterator();
    ShardContent content = new ShardContent(expected, images, () -> {}, HADOOP);
    try (var out = Files.newOutputStream(file())) {
      content.writeTo(out);
    }
    return content.describe("shards/shard-00000.parquet");
  }

  private static PreparedImage image(long id, int size) {
    byte[] pixels = new byte[size];
    new NoiseStream(1).generator(Purpose.EPSILON, 0, id).nextBytes(pixels);
    return new PreparedImage(0, ContentDigest.UNLABELLED, new byte[0], pixels, null);
  }

  private Path file() {
    return folder.resolve("shard.parquet");
  }
}
