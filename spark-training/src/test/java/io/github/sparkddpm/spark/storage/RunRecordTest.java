package io.github.sparkddpm.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RunRecordTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void changesAreToldWithTheNewValueAndTheOld() throws IOException {
    JsonNode before = config("{'seed': 7, 'training': {'learning-rate': 2e-4, 'steps': 100}}");
    JsonNode now =
        config("{'seed': 8, 'training': {'learning-rate': 1e-4, 'workers': 2, 'steps': 100}}");

    assertThat(RunRecord.changes(before, now, key -> key.startsWith("training.")))
        .containsExactly(
            "training.learning-rate = 1.0E-4 (was 2.0E-4)", "training.workers = 2 (was nothing)");
    assertThat(RunRecord.changes(before, before, key -> true)).isEmpty();
  }

  @Test
  void aRunFromBeforeAKeyHasTheValueThatWasAlwaysMeant() throws IOException {
    JsonNode before = config("{'training': {'steps': 100}}");
    JsonNode now =
        config(
            "{'training': {'steps': 100, 'beta2': 0.999, 'weight-decay': 0.1},"
                + " 'diffusion': {'target': 'epsilon', 'loss-weight': 'min-snr'}}");

    assertThat(RunRecord.differences(before, now, key -> true))
        .containsExactly(
            "training.weight-decay (0.0 there, 0.1 here)",
            "diffusion.loss-weight (\"simple\" there, \"min-snr\" here)");
  }

  @Test
  void bothFixedVariancesAreAlikeAndALearnedOneIsNot() throws IOException {
    JsonNode small = config("{'diffusion': {'variance': 'fixed-small'}}");
    JsonNode large = config("{'diffusion': {'variance': 'fixed-large'}}");
    JsonNode learned = config("{'diffusion': {'variance': 'learned'}}");

    assertThat(RunRecord.differences(small, large, key -> true)).isEmpty();
    assertThat(RunRecord.differences(small, learned, key -> true))
        .containsExactly("diffusion.variance (\"fixed-small\" there, \"learned\" here)");
  }

  private static JsonNode config(String json) throws IOException {
    return MAPPER.readTree(json.replace('\'', '"'));
  }
}
