package io.github.sparkddpm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RunConfigTest {

  private final RunConfig run = load("data.source-labels=labels");

  @Test
  void jsonHasTheKeysOfTheConfiguration() {
    JsonNode json = run.toJson();

    assertThat(json.at("/training/batch-size").asInt()).isEqualTo(32);
    assertThat(json.at("/diffusion/variance").asText()).isEqualTo("fixed-small");
    assertThat(json.at("/network/multipliers").size()).isEqualTo(3);
  }

  @Test
  void jsonReadsBackAsTheSameRun() {
    assertThat(ConfigBinder.bind(run.toJson())).isEqualTo(run);
  }

  @Test
  void jsonHasNoPasswords() {
    assertThat(load("output=\"s3a://key:secret@bucket/run\"").toJson().path("output").asText())
        .isEqualTo("s3a://******@bucket/run");
  }

  @Test
  void everyPathIsReplacedAndNothingElse() {
    RunConfig run =
        load(
            "data.source-labels=labels",
            "training.start-from=parent",
            "sampling.weights=parent",
            "sampling.output=drawn",
            "export.output=exported",
            "evaluate.dataset=unseen",
            "evaluate.samples=drawn",
            "evaluate.features.model=model.onnx",
            "evaluate.features.statistics=real.npz");
    RunConfig moved = run.withPaths(path -> "/mnt/" + path);

    assertThat(moved.output()).startsWith("/mnt/");
    assertThat(moved.data().source().sourceLabels()).isEqualTo("/mnt/labels");
    assertThat(Pattern.compile("/mnt/").matcher(moved.toJson().toString()).results()).hasSize(12);
    assertThat(moved.withPaths(path -> path.substring("/mnt/".length()))).isEqualTo(run);
  }

  @Test
  void aTablesFolderIsReplacedAndItsNameIsNot() {
    assertThat(intoTable("delta.`samples/all`")).isEqualTo("delta.`/mnt/samples/all`");
    assertThat(intoTable("delta.`/mnt/it``s`")).isEqualTo("delta.`/mnt//mnt/it``s`");
    assertThat(intoTable("ice.db.`my-samples`")).isEqualTo("ice.db.`my-samples`");
  }

  @Test
  void aPathWithoutAFormatIsNoTable() {
    assertThatThrownBy(() -> intoTable("s3a://bucket/samples"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("sampling.table must be a table's name such as db.samples, or a");
  }

  private static String intoTable(String table) {
    return load("sampling.format=table", "sampling.table=" + table)
        .withPaths(path -> "/mnt/" + path)
        .sampling()
        .table();
  }

  @Test
  void labelsThatAreNotThereStayAbsent() {
    assertThat(load().withPaths(path -> "/mnt/" + path).data().source().sourceLabels()).isEmpty();
  }

  private static RunConfig load(String... overrides) {
    return ConfigLoader.load(Optional.empty(), List.of(overrides)).run();
  }
}
