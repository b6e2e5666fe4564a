package io.github.sparkddpm.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint.json by somebody who knows how its digest is made. */
class ForgedManifestTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String GOOD =
      """
      {
        "formatVersion": 1,
        "step": 5,
        "position": {"epoch": 0, "window": 0, "windowStep": 5, "imagesSeen": 20},
        "optimizer": {"algorithm": "adam", "learningRate": 0.1, "warmupSteps": 0, "beta1": 0.9,
          "beta2": 0.9, "epsilon": 1e-8, "gradientClip": 1, "emaDecay": 0.9},
        "config": {"seed": 1},
        "provenance": {"versions": {}, "datasetDigest": "x", "seed": 1},
        "files": {"ema.safetensors": {"bytes": 1, "sha256": "0"}}
      }
      """;

  private final MemoryFolder folder = new MemoryFolder();
  private ObjectNode manifest;

  @BeforeEach
  void begin() throws IOException {
    manifest = (ObjectNode) JSON.readTree(GOOD);
  }

  @Test
  void aGoodOneIsRead() throws IOException {
    write(manifest);
    assertThat(CheckpointFormat.readManifest(folder).step()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/passwd", "../../secret", "a/b", "..", ".", "", "http://h/x", "a\\\\b"})
  void aFileOutsideOfTheCheckpointIsNotFollowed(String name) throws IOException {
    manifest.set("files", JSON.createObjectNode().set(name, manifest.at("/files/ema.safetensors")));
    write(manifest);

    assertDamaged("it names files that are not the checkpoint's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"position", "optimizer", "config", "provenance", "files"})
  void aKeyThatIsNullOrMissingIsDamage(String key) throws IOException {
    write(manifest.deepCopy().putNull(key));
    assertDamaged("is malformed: a key is missing");
    write((ObjectNode) manifest.deepCopy().without(key));
    assertDamaged("is malformed: a key is missing");
  }

  @Test
  void valuesThatCannotBeAreDamage() throws IOException {
    write(manifest.deepCopy().put("step", -1));
    assertDamaged("its step is negative");
    write(manifest.deepCopy().put("step", "many"));
    assertDamaged("is malformed");
    write(manifest.deepCopy().put("config", "${HOME}"));
    assertDamaged("is malformed");
    write(manifest.deepCopy().put("news", true));
    assertDamaged("is malformed");
    ((ObjectNode) manifest.get("provenance")).putNull("datasetDigest");
    write(manifest);
    assertDamaged("lacks versions or datasetDigest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "7", "{}", "{", "\u0000"})
  void whatIsNoObjectIsDamage(String content) {
    folder.files().put("checkpoint.json", content.getBytes(StandardCharsets.UTF_8));

    assertDamaged("memory/checkpoint.json");
  }

  @Test
  void anEndlessOneIsNotReadIntoMemory() {
    folder.files().put("checkpoint.json", new byte[(8 << 20) + 1]);

    assertDamaged("has more than 8388608 bytes, which are not read");
  }

  private void write(ObjectNode forged) throws IOException {
    ObjectNode signed = forged.deepCopy();
    signed.put("sha256", Sha256.of(JSON.writeValueAsBytes(forged)));
    folder.files().put("checkpoint.json", JSON.writeValueAsBytes(signed));
  }

  private void assertDamaged(String said) {
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> CheckpointFormat.readManifest(folder))
        .withMessageContaining(said)
        .withMessageMatching("\\P{Cntrl}*");
  }
}
