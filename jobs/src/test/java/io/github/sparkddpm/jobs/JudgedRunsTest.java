package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that are judged while they train, as a user calls for them. */
class JudgedRunsTest extends WithTinyDigits {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String TENSORS = "unet/diffusion_pytorch_model.safetensors";

  @TempDir private Path output;

  @ParameterizedTest
  @CsvSource({
    "evaluate.features.model=nowhere.onnx,3,No feature model at",
    "evaluate.features.model=../LICENSE,3,Cannot load the feature model",
    "evaluate.features.image-size=32,3,but would get float",
    "evaluate.features.output=pool,3,'has no output pool, it has [features, logits]'",
    "evaluate.features.classes=pool,3,'has no output pool'",
    "evaluate.dataset=nowhere,3,No folder of images at",
    "training.judge-images=31,3,training.judge-images = 31 is fewer than the 32 features",
    "evaluate.features.model=\"\",2,'training.judge-every must be 0 (never), unless evaluate'",
    "training.held-out=0,2,'training.judge-every must be 0 (never), unless training.held-out'"
  })
  void whatCannotJudgeIsRefusedBeforeTheFirstStep(String override, int code, String reason) {
    Invocation bad = judged("training.steps=2", override);

    bad.assertEnds(code, reason);
    assertThat(output.resolve("metrics.jsonl")).doesNotExist();
    assertThat(output.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void withoutHeldOutImagesTheLossIsRefusedByItsKey() {
    digits
        .call("train", output, "training.held-out=0", "training.validate-every=1")
        .assertEnds(2, "training.validate-every must be 0 (never), unless training.held-out");
  }

  @Test
  void sampleEvaluateAndExportTakeTheBestCheckpoint() throws IOException {
    assertThat(judged("training.steps=4", "training.validate-every=1").err()).isEmpty();
    assertThat(json("best.json").at("/distance/step").asLong()).isIn(2L, 4L);
    assertThat(json("best.json").at("/heldOutLoss/step").asLong()).isIn(2L, 4L);
    // An older one than the newest, which would be taken otherwise.
    Files.writeString(
        output.resolve("best.json"),
        "{\"formatVersion\": 1, \"distance\": {\"step\": 2, \"weights\": \"ema\", \"value\": 9.5}}");

    ofBest("sample");
    ofBest("evaluate", "evaluate.features.model=\"\"");
    assertThat(json("samples/manifest.json").at("/settings/checkpoint").asLong()).isEqualTo(2);
    assertThat(json("evaluation/evaluation.json").path("checkpoint").asLong()).isEqualTo(2);
    assertThat(exported("best")).hasSameBinaryContentAs(exported("2"));
    assertThat(Files.mismatch(exported("best"), exported("0"))).isNotNegative();
  }

  private Invocation judged(String... overrides) {
    String[] judging = {
      "training.judge-every=1", "training.judge-images=32", "training.judge-steps=2"
    };
    return digits.call(
        "train",
        output,
        Stream.concat(Arrays.stream(judging), Arrays.stream(overrides)).toArray(String[]::new));
  }

  private void ofBest(String verb, String... overrides) {
    Stream<String> all =
        Stream.concat(Stream.of("sampling.checkpoint=best"), Arrays.stream(overrides));
    Invocation done = digits.call(verb, output, all.toArray(String[]::new));
    assertThat(done.err()).isEmpty();
  }

  private Path exported(String checkpoint) {
    Path folder = output.resolve("export-" + checkpoint);
    Invocation done =
        digits.call(
            "export", output, "sampling.checkpoint=" + checkpoint, "export.output=" + folder);
    assertThat(done.err()).isEmpty();
    return folder.resolve(TENSORS);
  }

  private JsonNode json(String name) throws IOException {
    return JSON.readTree(output.resolve(name).toFile());
  }
}
