package io.github.sparkddpm.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.storage.BestCheckpoints.Best;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BestCheckpointsTest {

  @TempDir private Path folder;

  @Test
  void theFileIsReadAsItWasWritten() throws IOException {
    BestCheckpoints best =
        BestCheckpoints.of(
            Optional.of(new Best(800, "ema", 0.0371)), Optional.of(new Best(1000, "ema", 12.5)));
    run().write(RunFolder.BEST, best.toJson());

    assertThat(BestCheckpoints.read(run())).contains(best);
  }

  @Test
  void whatWasNotMeasuredIsLeftOut() throws IOException {
    BestCheckpoints best =
        BestCheckpoints.of(Optional.of(new Best(800, "ema", 0.0371)), Optional.empty());

    assertThat(new String(best.toJson(), StandardCharsets.UTF_8)).doesNotContain("distance");
    assertThat(best.first().step()).isEqualTo(800);
  }

  @Test
  void aRunThatWasNotJudgedHasNone() throws IOException {
    assertThat(BestCheckpoints.read(run())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "{\"formatVersion\":2}",
        "{\"formatVersion\":1}",
        "{\"formatVersion\":1,\"distance\":{\"step\":5}}",
        "[1",
        "7"
      })
  void aDamagedFileIsNamed(String json) throws IOException {
    run().write(RunFolder.BEST, json.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> BestCheckpoints.read(run()))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("best.json")
        .hasMessageContaining("restore it");
  }

  private OutputFolder run() throws IOException {
    return new RunFolder(folder.toString(), new Configuration()).files();
  }
}
