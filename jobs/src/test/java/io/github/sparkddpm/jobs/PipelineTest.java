package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The results of verbs when all is well. */
class PipelineTest extends WithTinyDigits {

  @TempDir private Path output;

  @Test
  void prepareEndsWithTheDatasetAndItsPreview() {
    assertThat(digits.prepared().err()).isEmpty();
    assertThat(digits.prepared().status()).isZero();
    assertExist(digits.prepared());
    assertThat(digits.prepared().out()).contains("preview.png");
  }

  @Test
  void trainThenSampleEndWithTheirResults() throws IOException {
    Invocation trained = digits.call("train", output, "training.steps=3");
    Invocation sampled = digits.call("sample", output, "training.steps=3");

    assertThat(trained.err()).isEmpty();
    assertThat(trained.status()).isZero();
    assertExist(trained);
    assertThat(trained.out()).contains("step-000000003", "metrics.jsonl", "loss.png", "run.json");
    assertThat(sampled.err()).isEmpty();
    assertThat(sampled.status()).isZero();
    assertExist(sampled);
    BufferedImage grid = ImageIO.read(output.resolve("samples/grid.png").toFile());
    assertThat(grid.getWidth()).isEqualTo(3 * 58 - 2);
    assertThat(output.resolve("samples/images/00000003.png")).exists();
    assertThat(output.resolve("samples/_SUCCESS")).exists();
  }

  /** Everything that the network can learn otherwise, from the keys to the bound. */
  @Test
  void anotherTargetAndALearnedVarianceAreTrainedDrawnAndJudged() {
    String[] keys = {
      "diffusion.target=v",
      "diffusion.loss-weight=min-snr",
      "diffusion.variance=learned",
      "training.rate-schedule=cosine",
      "training.weight-decay=0.01",
      "training.accumulate=2",
      "training.held-out=4",
      "training.steps=3",
      "sampling.sampler=ancestral",
      "evaluate.features.model=\"\""
    };
    for (String verb : List.of("train", "sample", "evaluate")) {
      Invocation done = digits.call(verb, output, keys);
      assertThat(done.err()).isEmpty();
      assertThat(done.status()).isZero();
    }
    String[] others = keys.clone();
    others[0] = "diffusion.target=epsilon";
    others[2] = "diffusion.variance=fixed-large";
    String[] differences = {
      "diffusion.target (\"v\" there, \"epsilon\" here)",
      "diffusion.variance (\"learned\" there, \"fixed-large\" here)"
    };
    for (String verb : List.of("train", "sample", "evaluate", "export")) {
      Invocation refused = digits.call(verb, output, others);
      assertThat(refused.status()).as(verb).isPositive();
      assertThat(refused.err()).as(verb).contains(differences);
    }
    others[5] = "training.start-from=" + output;
    assertThat(digits.call("train", output.resolve("other"), others).err()).contains(differences);
  }

  @Test
  void imagesThatAreNotSquareArePreparedTrainedOnDrawnJudgedAndExported() throws IOException {
    BufferedImage picture = new BufferedImage(64, 50, BufferedImage.TYPE_BYTE_GRAY);
    picture.createGraphics().fillOval(10, 10, 40, 30);
    Path pictures = Files.createDirectory(output.resolve("pictures"));
    for (int i = 0; i < 8; i++) {
      ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
    }
    String[] keys = {
      "data.prepared=" + output.resolve("prepared"),
      "data.source-images=" + pictures,
      "data.source-labels=\"\"",
      "network.image-size=[12, 20]",
      "network.attention-resolutions=[6]",
      "training.steps=2",
      "training.grid-every=2",
      "training.grid-images=4",
      "training.grid-steps=2",
      "training.held-out=4",
      "training.flip=true",
      "evaluate.features.model=\"\""
    };
    for (String verb : List.of("prepare", "train", "sample", "evaluate", "export")) {
      Invocation done = digits.call(verb, output, keys);
      assertThat(done.err()).isEmpty();
      assertExist(done);
    }

    BufferedImage image = ImageIO.read(output.resolve("samples/images/00000003.png").toFile());
    assertThat(List.of(image.getHeight(), image.getWidth())).containsExactly(12, 20);
    JsonNode unet = new ObjectMapper().readTree(output.resolve("export/unet/config.json").toFile());
    assertThat(unet.get("sample_size")).hasToString("[12,20]");
    keys[3] = "network.image-size=[12, 24]";
    assertThat(digits.call("sample", output, keys).err())
        .contains("network.image-size ([12,20] there, [12,24] here)");
  }

  /** Leaves files in the build's folder, which .ci/run reads with Python. */
  @Test
  void samplesGoWhereAndAsTheyAreAskedFor() throws IOException {
    Path folder = Path.of("target/samples-in-all-formats");
    FileUtil.fullyDelete(folder.toFile());
    digits.call("train", output, "training.steps=2");
    Invocation png = sample(folder, "png", "sampling.frames=3");
    Invocation parquet = sample(folder, "parquet");
    Invocation npz = sample(folder, "npz");

    for (Invocation each : List.of(png, parquet, npz)) {
      assertThat(each.err()).isEmpty();
      assertExist(each);
    }
    assertThat(npz.out()).contains("formats/samples-00000000-00000005.npz", "manifest.json");
    assertThat(folder.resolve("frames/frame-0003-of-0003.png")).exists();
    assertThat(output.resolve("samples")).doesNotExist();
  }

  private Invocation sample(Path folder, String format, String... more) {
    Stream<String> overrides =
        Stream.of("sampling.output=" + folder, "sampling.format=" + format, "sampling.steps=4");
    return digits.call(
        "sample", output, Stream.concat(overrides, Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void theRecordHasTheConfigurationAndWhereItComesFrom() throws IOException {
    digits.call("train", output, "training.steps=1");

    JsonNode record = new ObjectMapper().readTree(output.resolve("run.json").toFile());
    assertThat(record.at("/config/network/base-channels").asInt()).isEqualTo(8);
    assertThat(record.at("/provenance/seed").asLong()).isEqualTo(1);
    assertThat(record.at("/provenance/datasetDigest").asText()).matches("[0-9a-f]{64}");
    assertThat(record.at("/provenance/versions/nd4j").asText()).isEqualTo("1.0.0-M2.1");
    assertThat(record.at("/provenance/versions/spark").asText()).startsWith("3.5.");
  }

  @Test
  void theSameCommandWithMoreStepsResumesAndMayLogAndComputeOtherwise() throws IOException {
    digits.call("train", output, "training.steps=2", "training.log-every=1");
    Invocation resumed =
        digits.call(
            "train",
            output,
            "training.steps=4",
            "training.log-every=2",
            "training.gradient-checkpointing=true");

    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.status()).isZero();
    assertThat(stepsWithLoss()).containsExactly(1L, 2L, 4L);
  }

  @Test
  void aDivergedRunGoesOnWithALowerLearningRate() throws IOException {
    digits.call("train", output, "training.steps=2");
    Invocation diverged =
        digits.call(
            "train",
            output,
            "training.steps=6",
            "training.checkpoint-every=100",
            "training.learning-rate=1e30",
            "training.max-non-finite-steps=0");
    Invocation resumed =
        digits.call(
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

  @ParameterizedTest
  @ValueSource(strings = {"train", "demo"})
  void aScheduleThatDoesNotEndInNoiseIsWarnedOfOnce(String verb) {
    try (WarningLog warnings = new WarningLog()) {
      Invocation done =
          digits.call(
              verb,
              output,
              "diffusion.schedule=linear",
              "diffusion.timesteps=50",
              "training.steps=1",
              "sampling.images=1",
              "sampling.partitions=1",
              "evaluate.features.allow-few=true");

      assertThat(done.status()).isZero();
      assertThat(warnings.messages())
          .filteredOn(message -> message.contains("After all 50 timesteps x_T still holds"))
          .hasSize(1);
    }
  }

  @Test
  void theDemoDoesAllOfItAndDoneAgainTrainsAndDrawsNoMore() {
    String[] overrides = {"training.steps=2", "evaluate.features.allow-few=true"};
    Invocation demo = digits.call("demo", output, overrides);
    Invocation again = digits.call("demo", output, overrides);

    assertThat(demo.err()).isEmpty();
    assertThat(demo.status()).isZero();
    assertExist(demo);
    assertThat(demo.out())
        .contains("grid.png", "denoising.png", "evaluation/index.html", "evaluation.json")
        .contains("loss.png", "metrics.jsonl", "step-000000002");
    assertThat(again).isEqualTo(demo);
  }

  @Test
  void theBenchmarkPrintsALineForTrainingAndOneForSampling() throws IOException {
    Invocation bench =
        digits.call("bench", output, "bench.batch-size=2", "bench.warmup=1", "bench.steps=2");

    assertThat(bench.err()).isEmpty();
    List<String> lines = bench.out().lines().toList();
    JsonNode train = new ObjectMapper().readTree(lines.get(0));
    JsonNode sample = new ObjectMapper().readTree(lines.get(1));
    assertThat(train.path("what").asText()).isEqualTo("train");
    assertThat(train.path("preset").asText()).isEqualTo("digits");
    assertThat(train.path("medianSecondsPerStep").asDouble()).isPositive();
    assertThat(train.path("imagesPerSecond").asDouble()).isPositive();
    assertThat(sample.path("what").asText()).isEqualTo("sample");
    assertThat(sample.has("imagesPerSecondAt1000Steps")).isTrue();
    assertThat(sample.path("batchSize").asInt()).isEqualTo(2);
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
}
