package io.github.sparkddpm.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests of checkpoints that no run has written: damaged, whatever they say, and never more. */
class HostileManifestTest {

  private static final JsonMapper JSON = new JsonMapper();

  private static final String WHOLE =
      """
      {"formatVersion": 1, "step": 3,
       "position": {"epoch": 0, "window": 0, "windowStep": 0, "imagesSeen": 0},
       "optimizer": {"algorithm": "adam", "learningRate": 1, "warmupSteps": 0, "beta1": 0.9, "beta2": 0.9,
                     "epsilon": 1, "gradientClip": 1, "emaDecay": 0.9},
       "config": {}, "provenance": {"versions": {}, "datasetDigest": "", "seed": 1},
       "files": %s}
      """;

  private final MemoryFolder folder = new MemoryFolder();

  @Test
  void theManifestThatTheOthersAreMadeOfIsRead() throws IOException {
    String files = "{\"ema.safetensors\": {\"bytes\": 1, \"sha256\": \"\"}}";
    folder.files().put(CheckpointFormat.MANIFEST, signed(WHOLE.formatted(files)));
    assertThat(CheckpointFormat.readManifest(folder).step()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "[]", "{}", "7", "\"text\"", "{\"sha256\": null}", "{"})
  void whatIsNoManifestIsDamage(String json) {
    refused(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aThousandArraysInEachOtherAreDamage() {
    refused("[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-32BE", "UTF-32LE"})
  void anotherEncodingIsDamage(String encoding) throws IOException {
    refused("{\"step\": 1}".getBytes(encoding));
    refused(new byte[] {0, 0, 0, '{', 0x7F, 0x7F, 0x7F, 0x7F});
  }

  @Test
  void moreThanIsEverWrittenIsNotRead() {
    refused(" ".repeat(17 << 20).getBytes(StandardCharsets.UTF_8));
  }

  /** Whoever writes it can compute its digest too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"../../../etc/passwd\": {\"bytes\": 1, \"sha256\": \"\"}}",
        "{\"/etc/passwd\": {\"bytes\": 1, \"sha256\": \"\"}}",
        "{\"http://127.0.0.1/x.safetensors\": {\"bytes\": 1, \"sha256\": \"\"}}",
        "{\"ema.safetensors\": null}",
        "{\"ema.safetensors\": {\"bytes\": 1, \"sha256\": null}}",
        "{\"ema.safetensors\": {\"bytes\": 1e999}}",
        "{\"ema.safetensors\": [[[]]]}",
        "null",
        "[]"
      })
  void filesThatAreNoneOfACheckpointAreDamage(String files) throws IOException {
    refused(signed(WHOLE.formatted(files)));
  }

  @Test
  void aMissingPartIsDamage() throws IOException {
    refused(signed("{\"formatVersion\": 1}"));
    refused(signed("{\"formatVersion\": 1, \"step\": null, \"files\": {}}"));
  }

  private static byte[] signed(String json) throws IOException {
    ObjectNode tree = (ObjectNode) JSON.readTree(json);
    tree.put("sha256", Sha256.of(JSON.writeValueAsBytes(tree)));
    return JSON.writeValueAsBytes(tree);
  }

  private void refused(byte[] json) {
    folder.files().put(CheckpointFormat.MANIFEST, json);
    assertThatThrownBy(() -> CheckpointFormat.readManifest(folder))
        .isInstanceOf(CorruptCheckpointException.class)
        .hasMessageStartingWith("Damaged checkpoint: memory/checkpoint.json ")
        .message()
        .hasLineCount(1);
  }
}
