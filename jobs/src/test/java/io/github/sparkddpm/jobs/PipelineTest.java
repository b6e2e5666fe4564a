package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs as a user calls them, on the bundled digits and a very small network. */
class PipelineTest {

  private static final String DIGITS = "../conf/digits.conf";

  @TempDir private static Path shared;
  private static Invocation prepared;

  @TempDir private Path output;

  @BeforeAll
  static void prepareOnce() {
    System.setProperty("spark.master", "local[1]");
    System.setProperty("spark.ui.enabled", "false");
    prepared = call("prepare", shared.resolve("unused"));
  }

  @AfterAll
  static void forgetTheMaster() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
  }

  @Test
  void prepareEndsWithTheDatasetAndItsPreview() {
    assertThat(prepared.err()).isEmpty();
    assertThat(prepared.status()).isZero();
    assertExist(prepared);
    assertThat(prepared.out()).contains("preview.png");
  }

  @Test
  void trainThenSampleEndWithTheirResults() throws IOException {
    Invocation trained = call("train", output, "training.steps=3");
    Invocation sampled = call("sample", output, "training.steps=3");

    assertThat(trained.err()).isEmpty();
    assertThat(trained.status()).isZero();
    assertExist(trained);
    assertThat(trained.out()).contains("step-000000003", "metrics.jsonl", "loss.png", "run.json");
    assertThat(sampled.err()).isEmpty();
    assertThat(sampled.status()).isZero();
    assertExist(sampled);
    BufferedImage grid = ImageIO.read(output.resolve("samples.png").toFile());
    assertThat(grid.getWidth()).isEqualTo(3 * 58 - 2);
    assertThat(output.resolve("samples/00000003.png")).exists();
  }

  @Test
  void theRecordHasTheConfigurationAndWhereItComesFrom() throws IOException {
    call("train", output, "training.steps=1");

    JsonNode record = new ObjectMapper().readTree(output.resolve("run.json").toFile());
    assertThat(record.at("/config/network/base-channels").asInt()).isEqualTo(8);
    assertThat(record.at("/provenance/seed").asLong()).isEqualTo(1);
    assertThat(record.at("/provenance/datasetDigest").asText()).matches("[0-9a-f]{64}");
    assertThat(record.at("/provenance/versions/nd4j").asText()).isEqualTo("1.0.0-M2.1");
    assertThat(record.at("/provenance/versions/spark").asText()).startsWith("3.5.");
  }

  @Test
  void theSameCommandWithMoreStepsResumesAndMayLogOtherwise() throws IOException {
    call("train", output, "training.steps=2", "training.log-every=1");
    Invocation resumed = call("train", output, "training.steps=4", "training.log-every=2");

    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.status()).isZero();
    assertThat(stepsWithLoss()).containsExactly(1L, 2L, 4L);
  }

  @Test
  void anotherConfigurationIsRefused() {
    call("train", output, "training.steps=1");
    Invocation refused = call("train", output, "training.steps=1", "training.batch-size=8");
    Invocation otherNetwork = call("sample", output, "network.base-channels=16");

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
  void aRunThatDivergesEndsWithItsOwnCode() {
    Invocation diverged =
        call(
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
  void aRunThatTrainedNothingEndsWithItsOwnCode() {
    call("train", output, "training.steps=1", "training.learning-rate=1e15");
    Invocation vain = call("train", output, "training.steps=3", "training.learning-rate=1e15");

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
    Files.writeString(output.resolve("run.lock"), lease.formatted(Instant.now()));
    Invocation refused = call("train", output, "training.steps=1");
    Files.writeString(output.resolve("run.lock"), lease.formatted(Instant.now().minusSeconds(70)));
    Invocation taken = call("train", output, "training.steps=1");

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
    Invocation failed = call("train", file.resolve("run"), "training.steps=1");

    assertThat(failed.status()).isEqualTo(7);
    assertThat(failed.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("error: Cannot write file:" + file.resolve("run"));
    assertThat(file).hasContent("years of work");
  }

  @Test
  void aDivergedRunGoesOnWithALowerLearningRate() throws IOException {
    call("train", output, "training.steps=2");
    Invocation diverged =
        call(
            "train",
            output,
            "training.steps=6",
            "training.checkpoint-every=100",
            "training.learning-rate=1e30",
            "training.max-non-finite-steps=0");
    Invocation resumed =
        call(
            "train",
            output,
            "training.steps=4",
            "training.learning-rate=1e-5",
            "training.gradient-clip=0.5");

    assertThat(diverged.status()).isEqualTo(4);
    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.status()).isZero();
    assertThat(stepsWithLoss()).containsExactly(2L, 4L);
  }

  @Test
  void aRunWithoutAGoodCheckpointEndsWithOneLine() throws IOException {
    call("train", output, "training.steps=1");
    Files.delete(output.resolve("checkpoints/step-000000001/model.safetensors"));
    Invocation failed = call("train", output, "training.steps=2");

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
        call(
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
  @ValueSource(strings = {"train", "demo"})
  void aScheduleThatDoesNotEndInNoiseIsWarnedOfOnce(String verb) {
    try (WarningLog warnings = new WarningLog()) {
      Invocation done =
          call(
              verb,
              output,
              "diffusion.schedule=linear",
              "diffusion.timesteps=50",
              "training.steps=1",
              "sampling.images=1",
              "sampling.partitions=1");

      assertThat(done.status()).isZero();
      assertThat(warnings.messages())
          .filteredOn(message -> message.contains("After all 50 timesteps x_T still holds"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "train,nothing,seed=1,No prepared dataset at",
    "train,digits,network.image-size=32,1 channels of 28x28",
    "sample,digits,seed=1,No checkpoint of a run",
    "prepare,new,data.source-images=nowhere.gz,No IDX file of images at",
    "prepare,new,network.channels=3,the network takes 3 of 28x28",
    "prepare,new,data.source-labels=../LICENSE,LICENSE"
  })
  void badInputIsNamedAndEndsWithItsOwnCode(
      String verb, String dataset, String override, String reason) {
    Invocation bad = call(verb, output, "data.prepared=" + shared.resolve(dataset), override);

    assertThat(bad.status()).isEqualTo(3);
    assertThat(bad.err().lines()).hasSize(1).first().asString().contains(reason);
  }

  @Test
  void preparingOverAnotherDatasetIsRefused() throws IOException {
    Files.writeString(output.resolve("thesis.txt"), "years of work");
    Invocation refused = call("prepare", output, "data.prepared=" + output);

    assertThat(refused.status()).isEqualTo(5);
    assertThat(refused.err()).contains("thesis.txt");
  }

  @Test
  void theDemoDoesAllOfItAndDoneAgainOnlySamples() {
    Invocation demo = call("demo", output, "training.steps=2");
    Invocation again = call("demo", output, "training.steps=2");

    assertThat(demo.err()).isEmpty();
    assertThat(demo.status()).isZero();
    assertExist(demo);
    assertThat(demo.out())
        .contains("samples.png", "denoising.png", "loss.png", "metrics.jsonl", "step-000000002");
    assertThat(again).isEqualTo(demo);
  }

  @Test
  void theBenchmarkPrintsALineForTrainingAndOneForSampling() throws IOException {
    Invocation bench =
        call("bench", output, "bench.batch-size=2", "bench.warmup=1", "bench.steps=2");

    assertThat(bench.err()).isEmpty();
    List<String> lines = bench.out().lines().toList();
    JsonNode train = new ObjectMapper().readTree(lines.get(0));
    JsonNode sample = new ObjectMapper().readTree(lines.get(1));
    assertThat(train.path("what").asText()).isEqualTo("train");
    assertThat(train.path("preset").asText()).isEqualTo("digits");
    assertThat(train.path("median_s_per_step").asDouble()).isPositive();
    assertThat(train.path("images_per_s").asDouble()).isPositive();
    assertThat(sample.path("what").asText()).isEqualTo("sample");
    assertThat(sample.has("images_per_s_at_1000_steps")).isTrue();
    assertThat(sample.path("batch").asInt()).isEqualTo(2);
  }

  private List<Long> stepsWithLoss() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<Long> steps = new ArrayList<>();
    for (String line : Files.readAllLines(output.resolve("metrics.jsonl"))) {
      JsonNode json = mapper.readTree(line);
      if (json.has("loss")) {
        steps.add(json.get("step").asLong());
      }
    }
    return steps;
  }

  private static void assertExist(Invocation done) {
    assertThat(done.out().lines())
        .isNotEmpty()
        .allSatisfy(path -> assertThat(Path.of(path.replaceFirst("^file:", ""))).exists());
  }

  private static Invocation call(String verb, Path output, String... overrides) {
    Stream<String> common =
        Stream.of(
            verb,
            "--config",
            DIGITS,
            "output=" + output,
            "data.prepared=" + shared.resolve("digits"),
            "data.shards=2",
            "network.base-channels=8",
            "network.multipliers=[1, 1]",
            "network.attention-resolutions=[]",
            "diffusion.timesteps=10",
            "diffusion.schedule=cosine",
            "training.batch-size=4",
            "training.warmup-steps=0",
            "training.checkpoint-every=2",
            "sampling.images=6",
            "sampling.grid-columns=3",
            "sampling.partitions=2",
            "sampling.steps=0");
    return Invocation.of(Stream.concat(common, Stream.of(overrides)).toArray(String[]::new));
  }
}
