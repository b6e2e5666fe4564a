package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.CifarSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarPreparationTest {

  private static final int RECORD = 3073;

  @TempDir private Path folder;

  @Test
  void allBatchesOfAFolderBecomeADatasetWithTheNamesOfTheClasses() throws IOException {
    batch("data_batch_1.bin", 0, 6);
    batch("data_batch_2.bin", 6, 5);
    batch("test_batch.bin", 50, 3);
    Files.writeString(folder.resolve("batches.meta.txt"), "airplane\nautomobile\nbird\n\n");
    PreparedDataset dataset = prepare(folder);

    assertThat(dataset.manifest().classNames()).containsExactly("airplane", "automobile", "bird");
    assertThat(Drawn.labels(dataset)).hasSize(11);
    assertThat(Drawn.labels(dataset))
        .allSatisfy((level, label) -> assertThat(label).isEqualTo(level % 3));
  }

  @Test
  void oneFileIsASourceToo() throws IOException {
    assertThat(prepare(batch("test_batch.bin", 50, 3)).count()).isEqualTo(3);
  }

  @Test
  void damageIsNamed() throws IOException {
    Path file = batch("data_batch_1.bin", 0, 2);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 2 * RECORD - 1));
    assertThatThrownBy(() -> prepare(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("data_batch_1.bin", "6145 bytes are not one or more records");
    byte[] wrong = new byte[RECORD];
    wrong[0] = 10;
    Files.write(file, wrong);
    assertThatThrownBy(() -> prepare(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("record 0 has label 10, expected 0 to 9");
    Files.delete(file);
    assertThatThrownBy(() -> prepare(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it holds no data_batch_*.bin");
  }

  /** Record i has level and, modulo 3, label first + i. */
  private Path batch(String name, int first, int count) throws IOException {
    byte[] records = new byte[count * RECORD];
    for (int i = 0; i < count; i++) {
      Arrays.fill(records, i * RECORD, (i + 1) * RECORD, (byte) (first + i));
      records[i * RECORD] = (byte) ((first + i) % 3);
    }
    return Files.write(folder.resolve(name), records);
  }

  private PreparedDataset prepare(Path source) throws IOException {
    return Preparing.dataset(
        new CifarSource(source.toString()), new ImageShape(3, 32, 32), 1, folder.resolve("out"));
  }
}
