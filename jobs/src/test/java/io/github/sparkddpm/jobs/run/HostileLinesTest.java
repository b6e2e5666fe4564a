package io.github.sparkddpm.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics and attempts that no run has written, as the report and others read them. */
class HostileLinesTest {

  private static final String GOOD = "{\"step\":1}\n";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"{\"step\":", "\u001b[2J", "{\"a\":1e}", "[1,", "\u0000"})
  void aDamagedLineIsNamed(String line) throws IOException {
    Files.writeString(file(), GOOD + line + "\n" + GOOD);
    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .message()
        .startsWith("Damaged line 2 of file:")
        .endsWith("; delete the line")
        .hasLineCount(1);
  }

  @Test
  void aLineOfBracketsIsNamed() throws IOException {
    Files.writeString(file(), GOOD + "[".repeat(500_000));
    assertThatThrownBy(this::read).hasMessageStartingWith("Damaged line 2 of file:");
    Files.writeString(file(), GOOD + "[" + "[],".repeat(2_000_000) + "[]]");
    assertThatThrownBy(this::read).hasMessageContaining("it has 6000004 characters");
  }

  @Test
  void numbersOfAnySizeAreRead() throws IOException {
    Files.writeString(file(), "{\"step\":1e999999999,\"loss\":" + "9".repeat(900) + "}\n");
    assertThat(RunSeries.ofTraining(MetricsLine.read(run()).get(0)))
        .containsEntry("loss/mean", Double.POSITIVE_INFINITY);
  }

  @Test
  void aFileOfGigabytesIsNamedAndNotRead() throws IOException {
    try (RandomAccessFile gigabytes = new RandomAccessFile(file().toFile(), "rw")) {
      gigabytes.setLength(3L << 30);
    }
    assertThatThrownBy(this::read)
        .hasMessageContaining("metrics.jsonl is of more than 256 MiB, which is not read");
  }

  private Path file() {
    return folder.resolve("metrics.jsonl");
  }

  private OutputFolder run() throws IOException {
    return new OutputFolder(new org.apache.hadoop.fs.Path(folder.toString()), new Configuration());
  }

  private void read() throws IOException {
    MetricsLine.read(run());
  }
}
