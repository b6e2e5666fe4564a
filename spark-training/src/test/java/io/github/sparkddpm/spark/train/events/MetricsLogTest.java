package io.github.sparkddpm.spark.train.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that resumes on metrics that it has not written. */
class MetricsLogTest {

  private static final String GOOD = "{\"step\":1,\"loss\":0.5}";

  @TempDir private Path folder;

  @Test
  void damagedLinesAreDroppedAndTheOthersKept() throws IOException {
    String deep = "[".repeat(100_000);
    String gigantic = "{\"step\":1,\"x\":[" + "[],".repeat(2_000_000) + "[]]}";
    Files.writeString(file(), String.join("\n", deep, "null", "7", "{\"step\":", GOOD, gigantic));
    resume();
    assertThat(file()).hasContent(GOOD);
  }

  @Test
  void bytesThatAreNoTextDamageTheirLineAlone() throws IOException {
    byte[] good = (GOOD + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] both = new byte[good.length + 4];
    System.arraycopy(good, 0, both, 4, good.length);
    both[0] = (byte) 0xFF;
    both[1] = (byte) 0xC0;
    both[2] = 0;
    both[3] = '\n';
    Files.write(file(), both);
    resume();
    assertThat(file()).hasContent(GOOD);
  }

  /** A hole of a gigabyte, which takes no room on the disk. */
  @Test
  void aFileOfGigabytesIsNamedAndNotRead() throws IOException {
    try (RandomAccessFile gigabytes = new RandomAccessFile(file().toFile(), "rw")) {
      gigabytes.setLength(3L << 30);
    }
    assertThatThrownBy(this::resume)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("metrics.jsonl is of more than 256 MiB, which is not read");
  }

  private Path file() {
    return folder.resolve(RunFolder.METRICS);
  }

  private void resume() throws IOException {
    OutputFolder run =
        new OutputFolder(new org.apache.hadoop.fs.Path(folder.toString()), new Configuration());
    new MetricsLog(run, 1).accept(new Started(5, 10, 1, "x"));
  }
}
