package io.github.sparkddpm.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset of more shards than one wants to ask for one by one. */
class ManyShardsTest {

  private static final int SHARDS = 5000;

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    HugeDataset.write(folder, HugeDataset.manifest(new ImageShape(1, 8, 8), SHARDS, 10_000));
  }

  @Test
  void openingAsksOnceForAllOfThem() throws IOException {
    PreparedDataset opened = PreparedDataset.open(folder.toString(), CountingFileSystem.hadoop());

    assertThat(opened.count()).isEqualTo(50_000_000);
    assertThat(CountingFileSystem.REQUESTS.get()).isLessThan(10);
  }

  @Test
  void oneThatIsMissingOrOfAnotherLengthIsNamed() throws IOException {
    Path last = folder.resolve("shards/shard-04999.parquet");
    Files.write(last, new byte[2]);
    refused("shard-04999.parquet: it has 2 bytes, expected 1");
    Files.delete(last);
    refused("shard-04999.parquet: the file is missing");
    Files.move(folder.resolve("shards"), folder.resolve("elsewhere"));
    refused("shard-00000.parquet: the file is missing");
  }

  private void refused(String why) {
    assertThatThrownBy(() -> PreparedDataset.open(folder.toString(), CountingFileSystem.hadoop()))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(why);
  }
}
