package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of files that would forge lines, steer a terminal or show themselves as others. */
class HostileNamesTest {

  private static final String NAME =
      "a\n2026 ERROR forged\u001b[2J\u009b31m\u202egnp.exe\u2028.png";

  @Test
  void theListOfQuarantinedImagesIsALineAnImageAndKeepsTheirNames() throws IOException {
    Quarantined bad = new Quarantined(0, NAME, "it is no image\u0085at all");
    String lines = new String(new Quarantine(List.of(bad), 1).jsonLines(), StandardCharsets.UTF_8);
    assertThat(lines).endsWith("}\n");
    String line = lines.substring(0, lines.length() - 1);
    assertThat(line).isEqualTo(Printable.of(line));
    JsonNode json = new JsonMapper().readTree(line);
    assertThat(json.path("source").asText()).isEqualTo(NAME);
    assertThat(json.path("reason").asText()).isEqualTo("it is no image\u0085at all");
  }

  @Test
  void whatIsSaidOfThemIsOneLineOfPrintableCharacters() {
    assertThat(new DatasetException("Cannot use " + NAME).getMessage())
        .isEqualTo(
            "Cannot use a\\u000a2026 ERROR forged\\u001b[2J\\u009b31m\\u202egnp.exe\\u2028.png");
    assertThat(new Quarantine(List.of(new Quarantined(0, NAME, "x")), 1).first())
        .doesNotContain("\n", "\u001b", "\u009b", "\u202e", "\u2028");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1.png", "Ünïcödé 猫.png", "a b.png", "@x", "-x", "\t"})
  void anyOtherNameIsLeftAsItIs(String name) throws IOException {
    Quarantined bad = new Quarantined(0, name, "x");
    JsonNode json = new JsonMapper().readTree(new Quarantine(List.of(bad), 1).jsonLines());
    assertThat(json.path("source").asText()).isEqualTo(name);
  }
}
