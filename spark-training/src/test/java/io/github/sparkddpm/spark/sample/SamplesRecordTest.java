package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.sparkddpm.spark.sample.SamplesRecord.Ids;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesRecordTest {

  private static final JsonNode SETTINGS = JsonNodeFactory.instance.objectNode().put("seed", 1);

  @TempDir private Path folder;

  @Test
  void rangesThatTouchOrOverlapBecomeOne() {
    SamplesRecord gaps = new SamplesRecord(SETTINGS, List.of()).with(10, 19).with(0, 4);

    assertThat(gaps.ids()).containsExactly(new Ids(0, 4), new Ids(10, 19));
    assertThat(gaps.with(2, 3)).isEqualTo(gaps);
    assertThat(gaps.with(20, 20).ids()).containsExactly(new Ids(0, 4), new Ids(10, 20));
    assertThat(gaps.with(5, 12).ids()).containsExactly(new Ids(0, 19));
  }

  @Test
  void whatWasWrittenIsReadBackByTheSameSettings() throws IOException {
    SamplesRecord written = SamplesRecord.claim(output(), SETTINGS).with(3, 5);
    written.write(output());

    assertThat(SamplesRecord.claim(output(), SETTINGS)).isEqualTo(written);
  }

  @Test
  void aDamagedRecordIsNamed() throws IOException {
    Files.writeString(folder.resolve("samples.json"), "{\"settings\":");

    assertThatThrownBy(() -> SamplesRecord.claim(output(), SETTINGS))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("samples.json", "move or delete its folder");
  }

  private OutputFolder output() throws IOException {
    return new OutputFolder(new org.apache.hadoop.fs.Path(folder.toUri()), new Configuration());
  }
}
