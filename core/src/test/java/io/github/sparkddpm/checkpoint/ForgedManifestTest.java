package io.github.sparkddpm.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

  @Test
  void valuesThatCannotBeAreDamage() throws IOException {
    write(manifest.deepCopy().put("step", -1));
    assertDamaged("its step is negative");
    write(manifest.deepCopy().put("config", "${HOME}"));
    assertDamaged("or its config no object");
    write(manifest.deepCopy().put("step", "many"));
    assertDamaged("is malformed");
    ((ObjectNode) manifest.get("provenance")).putNull("datasetDigest");
    write(manifest);
    assertDamaged("is malformed");
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
