package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exit codes and messages of verbs that cannot do what was asked. */
class FailedRunsTest extends WithTinyDigits {

  @TempDir private Path output;

  @Test
  void anotherConfigurationIsRefused() {
    digits.call("train", output, "training.steps=1");
    Invocation refused = digits.call("train", output, "training.steps=1", "training.batch-size=8");
    Invocation otherNetwork = digits.call("sample", output, "network.base-channels=16");

    assertThat(refused.status()).isEqualTo(5);
    assertThat(refused.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("training.batch-size (4 there, 8 here)", output.toString());
    assertThat(otherNetwork.status()).isEqualTo(5);
    assertThat(otherNetwork.err()).contains("network.base-channels (8 there, 16 here)");
  }

  @Test
  void otherImagesUnderTheOldDigestEndWithTheCodeOfAnotherRun() throws IOException {
    Path victim = output.resolve("dataset");
    Path other = output.resolve("other");
    String prepared = "data.prepared=" + victim;
    digits.call("prepare", output, prepared);
    digits.call("prepare", output, "data.prepared=" + other, "prepare.seed=2");
    Invocation before = digits.call("train", output.resolve("run"), prepared, "training.steps=1");
    String digest = replaceShards(victim, other);

    Invocation resumed = digits.call("train", output.resolve("run"), prepared, "training.steps=2");
    Invocation begun = digits.call("train", output.resolve("new"), prepared, "training.steps=2");

    assertThat(before.status()).isZero();
    assertThat(resumed.status()).isEqualTo(5);
    assertThat(resumed.err().lines())
        .singleElement()
        .asString()
        .contains("holds a run on other images", digest);
    assertThat(begun.status()).isEqualTo(3);
    assertThat(begun.err().lines())
        .singleElement()
        .asString()
        .contains("somebody replaced the shard");
  }

  /**
   * Replaces shards, with lengths and SHA-256 to fit. Returns the dataset's digest, which stays.
   */
  private static String replaceShards(Path victim, Path other) throws IOException {
    Path file = victim.resolve("manifest.json");
    ObjectNode manifest = (ObjectNode) new ObjectMapper().readTree(Files.readAllBytes(file));
    for (JsonNode shard : manifest.get("shards")) {
      byte[] bytes = Files.readAllBytes(other.resolve(shard.get("file").asText()));
      ((ObjectNode) shard).put("bytes", bytes.length).put("sha256", Sha256.of(bytes));
      Files.write(victim.resolve(shard.get("file").asText()), bytes);
    }
    Files.writeString(file, manifest.toString());
    return manifest.get("digest").asText();
  }

  @Test
  void aRunThatDivergesEndsWithItsOwnCode() {
    Invocation diverged =
        digits.call(
            "train",
            output,
            "training.steps=20",
            "training.learning-rate=1e30",
            "training.warmup-steps=0",
            "training.max-non-finite-steps=1");

    assertThat(diverged.status()).isEqualTo(4);
    assertThat(diverged.err().lines()).hasSize(1);
  }

  @Test
  void aPictureOfANetworkThatDivergesIsLeftOut() {
    Invocation diverged =
        digits.call(
            "train",
            output,
            "training.steps=20",
            "training.learning-rate=1e30",
            "training.warmup-steps=0",
            "training.max-non-finite-steps=1",
            "training.grid-every=1",
            "training.grid-steps=2");

    assertThat(diverged.status()).isEqualTo(4);
    assertThat(output.resolve("grids")).doesNotExist();
  }

  @Test
  void aRunThatTrainedNothingEndsWithItsOwnCode() {
    digits.call("train", output, "training.steps=1", "training.learning-rate=1e15");
    Invocation vain =
        digits.call("train", output, "training.steps=3", "training.learning-rate=1e15");

    assertThat(vain.status()).isEqualTo(8);
    assertThat(vain.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith(
            "error: Training ended without having trained: no gradient of the steps from 2");
  }

  @Test
  void aRunThatAnotherProcessTrainsIsRefusedNamingIt() throws IOException {
    String lease =
        """
        {"owner":"x","holder":"ann@far, process 7","process":"","since":"then","heartbeat":"%s"}
        """;
    Files.writeString(output.resolve("run.lock"), String.format(Locale.ROOT, lease, Instant.now()));
    Invocation refused = digits.call("train", output, "training.steps=1");
    Files.writeString(
        output.resolve("run.lock"),
        String.format(Locale.ROOT, lease, Instant.now().minusSeconds(70)));
    Invocation taken = digits.call("train", output, "training.steps=1");

    assertThat(refused.status()).isEqualTo(6);
    assertThat(refused.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("is being written by ann@far, process 7 since then, last heard of");
    assertThat(taken.status()).isZero();
    assertThat(output.resolve("run.lock")).doesNotExist();
  }

  @Test
  void anOutputThatCannotBeWrittenEndsWithItsOwnCode() throws IOException {
    Path file = Files.writeString(output.resolve("thesis.txt"), "years of work");
    Invocation failed = digits.call("train", file.resolve("run"), "training.steps=1");

    assertThat(failed.status()).isEqualTo(7);
    assertThat(failed.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("error: Cannot write file:" + file.resolve("run"));
    assertThat(file).hasContent("years of work");
  }

  @Test
  void aDatasetThatCannotBeWrittenEndsWithItsOwnCode() throws IOException {
    Path file = Files.writeString(output.resolve("thesis.txt"), "years of work");
    Invocation failed = digits.call("prepare", output, "data.prepared=" + file.resolve("prepared"));

    assertThat(failed.status()).isEqualTo(7);
    assertThat(failed.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("error: Cannot write file:" + file.resolve("prepared"));
  }

  @Test
  void tooManyUnusableImagesEndWithTheirReport() throws IOException {
    Files.writeString(output.resolve("a.png"), "no picture");
    Path target = output.resolve("prepared");
    Invocation bad =
        digits.call(
            "prepare",
            output,
            "data.prepared=" + target,
            "data.source-images=" + output,
            "data.source-labels=",
            "data.shards=1");

    assertThat(bad.status()).isEqualTo(3);
    assertThat(bad.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("1 of 1 images are unusable", "a.png: it is no PNG", "quarantine.jsonl");
    assertThat(target.resolve("quarantine.jsonl")).exists();
  }

  @Test
  void aRunWithoutAGoodCheckpointEndsWithOneLine() throws IOException {
    digits.call("train", output, "training.steps=1");
    Files.delete(output.resolve("checkpoints/step-000000001/model.safetensors"));
    Invocation failed = digits.call("train", output, "training.steps=2");

    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("error: All 1 checkpoints under");
    assertThat(output.resolve("checkpoints/step-000000001"))
        .isDirectoryContaining("glob:**/{checkpoint.json,ema.safetensors}");
  }

  @ParameterizedTest
  @CsvSource({"3,0,2,holds 2 labels", "3,1,3,truncated: it ends after 2 of 3 images"})
  void badImagesEndWithOneLineAndLeaveNothingBehind(
      int images, int missingBytes, int labels, String reason) throws IOException {
    ByteBuffer pixels = ByteBuffer.allocate(16 + images * 28 * 28 - missingBytes);
    pixels.putInt(0x803).putInt(images).putInt(28).putInt(28);
    ByteBuffer classes = ByteBuffer.allocate(8 + labels).putInt(0x801).putInt(labels);
    Path target = output.resolve("prepared");
    Invocation bad =
        digits.call(
            "prepare",
            output,
            "data.prepared=" + target,
            "data.source-images=" + Files.write(output.resolve("images"), pixels.array()),
            "data.source-labels=" + Files.write(output.resolve("labels"), classes.array()));

    assertThat(bad.status()).isEqualTo(3);
    assertThat(bad.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("error: ")
        .contains(reason);
    assertThat(target).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "train,nothing,seed=1,No prepared dataset at",
    "train,digits,network.image-size=32,1 channels of 28x28",
    "sample,digits,seed=1,No checkpoint of a run",
    "sample,digits,sampling.checkpoint=5,No checkpoint of step 5",
    "prepare,new,data.source-images=nowhere.gz,No images at",
    "prepare,new,data.source-labels=../LICENSE,LICENSE",
    "prepare,new,data.format=cifar10,data.source-labels is for IDX files"
  })
  void badInputIsNamedAndEndsWithItsOwnCode(
      String verb, String dataset, String override, String reason) {
    Invocation bad =
        digits.call(verb, output, "data.prepared=" + shared.resolve(dataset), override);

    assertThat(bad.status()).isEqualTo(3);
    assertThat(bad.err().lines()).hasSize(1).first().asString().contains(reason);
  }

  @Test
  void samplesOfAnotherSeedAreRefusedAndNothingIsOverwritten() throws IOException {
    digits.call("train", output, "training.steps=1");
    digits.call("sample", output, "sampling.images=1");
    byte[] image = Files.readAllBytes(output.resolve("samples/images/00000000.png"));
    Invocation refused = digits.call("sample", output, "sampling.images=1", "seed=2");

    assertThat(refused.status()).isEqualTo(5);
    assertThat(refused.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("holds samples that differ in seed (1 there, 2 here)");
    assertThat(output.resolve("samples/images/00000000.png")).hasBinaryContent(image);
  }

  @Test
  void preparingOverAnotherDatasetIsRefused() throws IOException {
    Files.writeString(output.resolve("thesis.txt"), "years of work");
    Invocation refused = digits.call("prepare", output, "data.prepared=" + output);

    assertThat(refused.status()).isEqualTo(5);
    assertThat(refused.err()).contains("thesis.txt");
  }
}
