package io.github.sparkddpm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.data.ImageShape;
import java.util.List;
import java.util.Optional;
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
  void jsonReadsBackAsTheSameRun() throws JsonProcessingException {
    assertThat(ConfigBinder.MAPPER.treeToValue(run.toJson(), RunConfig.class)).isEqualTo(run);
  }

  @Test
  void jsonHasNoPasswords() {
    assertThat(load("output=\"s3a://key:secret@bucket/run\"").toJson().path("output").asText())
        .isEqualTo("s3a://******@bucket/run");
  }

  @Test
  void everyPathIsReplacedAndNothingElse() {
    RunConfig moved = run.withPaths(path -> "/mnt/" + path);

    assertThat(List.of(moved.output(), moved.data().prepared(), moved.data().sourceImages()))
        .allMatch(path -> path.startsWith("/mnt/"));
    assertThat(moved.data().sourceLabels()).isEqualTo("/mnt/labels");
    assertThat(moved.withPaths(path -> path.substring("/mnt/".length()))).isEqualTo(run);
  }

  @Test
  void labelsThatAreNotThereStayAbsent() {
    assertThat(load().withPaths(path -> "/mnt/" + path).data().labelled()).isFalse();
  }

  @Test
  void imagesHaveTheShapeTheNetworkTakes() {
    assertThat(load("network.channels=1", "network.image-size=16").imageShape())
        .isEqualTo(new ImageShape(1, 16, 16));
  }

  private static RunConfig load(String... overrides) {
    return ConfigLoader.load(Optional.empty(), List.of(overrides)).run();
  }
}
