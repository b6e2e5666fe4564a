package io.github.sparkddpm.spark.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.sparkddpm.settings.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointChoiceTest {

  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @ValueSource(strings = {"0", "500", "\"best\"", "\"best-loss\"", "\"best-distance\""})
  void aChoiceIsWrittenAsItIsRead(String json) throws Exception {
    CheckpointChoice choice = JSON.readValue(json, CheckpointChoice.class);

    assertThat(JSON.writeValueAsString(choice)).isEqualTo(json);
  }

  @Test
  void aNumberOfAnEnvironmentVariableIsAText() {
    assertThat(CheckpointChoice.of(TextNode.valueOf("500")))
        .isEqualTo(CheckpointChoice.ofStep(500));
    assertThat(CheckpointChoice.of(TextNode.valueOf("0"))).isEqualTo(CheckpointChoice.NEWEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "newest", "Best", "", "9999999999999999999"})
  void anythingElseIsRefusedByName(String value) {
    assertThatThrownBy(() -> CheckpointChoice.of(TextNode.valueOf(value)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("sampling.checkpoint")
        .hasMessageContaining("best-distance");
  }
}
