package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest extends WithTinyDigits {

  private static final String TENSORS = "unet/diffusion_pytorch_model.safetensors";
  private static final String NO_FEATURES = "evaluate.features.model=\"\"";

  private static Path run;
  private static Path exported;
  private static Invocation export;

  @TempDir private Path folder;

  @BeforeAll
  static void trainAndExport() {
    run = shared.resolve("run");
    exported = run.resolve("export");
    digits.call("train", run, "training.steps=2");
    export = digits.call("export", run);
  }

  @Test
  void exportPrintsTheFolderAndTheModelOfOnnx() {
    assertThat(export.err()).isEmpty();
    assertThat(export.status()).isZero();
    assertThat(export.out()).containsSubsequence("run/export\n", "run/export/unet/model.onnx\n");
    assertThat(exported.resolve("model_index.json")).exists();
    assertThat(exported.resolve("unet/model.onnx")).exists();
  }

  @Test
  void exportedAgainFromItsFolderItHasTheSameFiles() throws IOException {
    Path again = folder.resolve("again");

    Invocation second =
        digits.call("export", folder, "sampling.weights=" + exported, "export.output=" + again);

    assertThat(second.err()).isEmpty();
    for (String file : new String[] {TENSORS, "unet/config.json", "unet/model.onnx"}) {
      assertThat(again.resolve(file)).hasSameBinaryContentAs(exported.resolve(file));
    }
  }

  @Test
  void anExportDrawsTheImagesThatItsRunDraws() {
    Path ofRun = folder.resolve("of-run");
    Path ofExport = folder.resolve("of-export");
    digits.call("sample", run, "sampling.output=" + ofRun, "sampling.images=2");

    Invocation drawn =
        digits.call(
            "sample",
            folder.resolve("none"),
            "sampling.weights=" + exported,
            "sampling.output=" + ofExport,
            "sampling.images=2");

    assertThat(drawn.err()).isEmpty();
    assertThat(ofExport.resolve("images/00000001.png"))
        .hasSameBinaryContentAs(ofRun.resolve("images/00000001.png"));
  }

  @Test
  void anExportIsJudgedAsItsRun() throws IOException {
    digits.call("evaluate", run, "evaluate.timesteps-per-image=2", NO_FEATURES);
    digits.call(
        "evaluate",
        folder,
        "evaluate.timesteps-per-image=2",
        NO_FEATURES,
        "sampling.weights=" + exported);

    JsonNode ofRun = evaluation(run);
    assertThat(evaluation(folder).get("bound")).isEqualTo(ofRun.get("bound"));
    assertThat(evaluation(folder).get("weightsSha256")).isEqualTo(ofRun.get("weightsSha256"));
  }

  @Test
  void aRunStartsFromAnExport() throws IOException {
    Path finer = folder.resolve("finer");

    Invocation trained =
        digits.call("train", finer, "training.start-from=" + exported, "training.steps=1");

    assertThat(trained.err()).isEmpty();
    JsonNode record = new ObjectMapper().readTree(finer.resolve("run.json").toFile());
    assertThat(record.at("/provenance/parent/start-from").asText()).endsWith("run/export");
    assertThat(finer.resolve("checkpoints/step-000000000/ema.safetensors"))
        .hasSameBinaryContentAs(exported.resolve(TENSORS));
  }

  @Test
  void weightsOfAnotherScheduleAreRefusedWithTheirOwnExitCode() {
    Invocation refused =
        digits.call("sample", folder, "sampling.weights=" + exported, "diffusion.schedule=linear");

    assertThat(refused.status()).isEqualTo(3);
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(refused.err())
        .contains("differ in diffusion.schedule (\"cosine\" there, \"linear\" here)");
  }

  @Test
  void aFolderThatIsNoPipelineIsRefused() {
    for (String verb : new String[] {"sample", "export", "evaluate"}) {
      Invocation refused = digits.call(verb, folder, "sampling.weights=" + folder);

      assertThat(refused.status()).isEqualTo(3);
      assertThat(refused.err()).startsWith("error: No weights in file:" + folder);
    }
  }

  @Test
  void aNetworkThatDiffusersLacksIsRefusedBeforeItsWeightsAreRead() {
    Invocation refused = digits.call("export", folder, "network.multipliers=[2, 2]");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("network.multipliers = [2, 2]");
  }

  @Test
  void aFolderOfOtherFilesIsNotWrittenInto() throws IOException {
    Files.writeString(folder.resolve("precious"), "file");

    Invocation refused = digits.call("export", run, "export.output=" + folder);

    assertThat(refused.status()).isEqualTo(5);
    assertThat(folder).isDirectoryNotContaining("glob:**.json");
  }

  private static JsonNode evaluation(Path output) throws IOException {
    return new ObjectMapper().readTree(output.resolve("evaluation/evaluation.json").toFile());
  }
}
