package io.github.sparkddpm.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.data.Forgery;
import io.github.sparkddpm.spark.data.OtherImagesException;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run whose dataset, or whose folder, somebody else may write to. */
class ForgedRunTest {

  @TempDir private Path folder;
  private Path output;
  private PreparedDataset dataset;

  @BeforeEach
  void prepare() throws IOException {
    output = folder.resolve("run");
    dataset = TinyRun.dataset(folder);
  }

  @Test
  void aResumedRunRefusesOtherImagesUnderItsDatasetsDigest() throws IOException {
    train(2);
    PreparedDataset forged = withOtherImages();

    assertThat(forged.manifest().digest()).isEqualTo(dataset.manifest().digest());
    assertThatThrownBy(() -> TinyRun.train(TinyRun.run(forged, output, TinyRun.plan(4))))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContainingAll(
            "holds a run on other images", "shard-0000", dataset.manifest().digest());
    assertThat(TinyRun.state(output).step()).isEqualTo(2);
  }

  @Test
  void aNewRunRefusesThemAsADatasetThatIsNotWhatItSays() throws IOException {
    PreparedDataset forged = withOtherImages();

    assertThatThrownBy(() -> TinyRun.train(TinyRun.run(forged, output, TinyRun.plan(4))))
        .isInstanceOf(OtherImagesException.class);
    assertThat(output.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void aCheckpointThatWasCopiedToALaterStepIsPassedOver() throws IOException {
    train(3);
    Path later = Files.createDirectories(TinyRun.checkpoint(output, 900));
    for (String file :
        new String[] {
          "checkpoint.json", "model.safetensors", "ema.safetensors", "optimizer.safetensors"
        }) {
      Files.copy(TinyRun.checkpoint(output, 3).resolve(file), later.resolve(file));
    }

    assertThat(TinyRun.train(TinyRun.run(dataset, output, TinyRun.plan(4))).firstStep())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "\0\0\0{\177\0\0\0",
        "[]",
        "{}",
        "{\"config\": null, \"provenance\": null}",
        "{\"config\": {}, \"provenance\": {\"versions\": null, \"datasetDigest\": null, \"seed\": 1}}",
        "{\"config\": \"include file(/etc/passwd)\", \"provenance\": {}}"
      })
  void aRunRecordThatIsNoneIsNamed(String json) throws IOException {
    Files.writeString(Files.createDirectories(output).resolve("run.json"), json);

    assertThatThrownBy(() -> train(2))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContainingAll("Damaged run record", "run.json", "restore it");
  }

  @Test
  void aVariableInTheRunRecordIsATextAndNoMore() throws IOException {
    train(2);
    Path record = output.resolve("run.json");
    Files.writeString(
        record,
        Files.readString(record).replace("\"batch-size\" : 4", "\"batch-size\" : \"${PATH}\""));

    assertThatThrownBy(() -> train(4))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("training.batch-size (\"${PATH}\" there, 4 here)");
  }

  private void train(long steps) throws IOException {
    TinyRun.train(TinyRun.run(dataset, output, TinyRun.plan(steps)));
  }

  private PreparedDataset withOtherImages() throws IOException {
    Path others = Files.createDirectory(folder.resolve("others"));
    TinyRun.dataset(others, 1);
    Forgery.replaceShards(folder.resolve("prepared"), 2, others.resolve("prepared"));
    return PreparedDataset.open(folder.resolve("prepared").toString(), new Configuration());
  }
}
