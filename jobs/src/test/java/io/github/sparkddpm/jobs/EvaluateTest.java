package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb evaluate, and what it says of a run. */
class EvaluateTest extends WithSampledDigits {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void aNetworkThatIsToldClassesIsJudgedByClass() throws IOException {
    Path told = folder.resolve("told");
    String[] classes = {"network.classes=10", "sampling.guidance=2", "sampling.images=40"};
    assertThat(digits.call("train", told, "training.steps=2", "network.classes=10").status())
        .isZero();
    assertThat(digits.call("sample", told, classes).status()).isZero();
    Invocation done = digits.call("evaluate", told, classes);

    assertThat(done.err()).isEmpty();
    JsonNode json = json(told);
    assertThat(json.at("/bound/byClass")).isNotEmpty();
    long images = 0;
    for (JsonNode each : json.at("/bound/byClass")) {
      images += each.get("images").asLong();
    }
    assertThat(images).isEqualTo(40);
    assertThat(json.at("/features/recognition/generated").asDouble()).isBetween(0.0, 0.5);
    assertThat(json.at("/features/recognition/reference").asDouble()).isGreaterThan(0.9);
    assertThat(json.at("/features/recognition/byClass")).hasSize(10);
    assertThat(told.resolve("evaluation/index.html"))
        .content()
        .contains("Are images of a class recognized?", "real images of the reference");
  }

  @Test
  void imagesWithoutALabelAreCountedWhenTrainingAndWhenJudging() throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    for (int i = 0; i < 8; i++) {
      BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      picture.createGraphics().fillOval(i, i, 20, 10);
      ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
    }
    Path told = folder.resolve("told");
    String[] keys = {
      "data.prepared=" + folder.resolve("prepared"),
      "data.format=table",
      "data.source-images=SELECT content, path, IF(path LIKE '%0.png', NULL, 1) AS kind"
          + " FROM binaryFile.`%s`".formatted(pictures),
      "data.source-labels=\"\"",
      "data.image-column=content",
      "data.label-column=kind",
      "data.order-by=[path]",
      "network.classes=2",
      "training.held-out=0",
      "training.steps=1",
      "evaluate.features.model=\"\""
    };
    try (WarningLog warnings = new WarningLog()) {
      assertThat(digits.call("prepare", told, keys).err()).isEmpty();
      assertThat(digits.call("train", told, keys).err()).isEmpty();
      assertThat(digits.call("evaluate", told, keys).err()).isEmpty();
      assertThat(warnings.messages())
          .anyMatch(
              warning -> warning.startsWith("1 of 8 images in ") && warning.contains("label"));
    }
    assertThat(json(told).at("/bound/images").asInt()).isEqualTo(8);
    assertThat(json(told).at("/bound/byClass/0/images").asInt()).isEqualTo(7);
    assertThat(told.resolve("evaluation/index.html")).content().contains("without a class: 1.");
  }

  @Test
  void aRunEndsWithNumbersPicturesAndAPageOfItsOwn() throws IOException {
    Invocation done = digits.call("evaluate", run);

    assertThat(done.err()).isEmpty();
    assertThat(done.status()).isZero();
    assertThat(done.out()).contains("evaluation/index.html", "evaluation.json", "bound.csv");
    JsonNode json = json(run);
    assertThat(json.at("/checkpoint").asInt()).isEqualTo(2);
    assertThat(json.at("/config/training/held-out").asInt()).isEqualTo(1000);
    assertThat(json.at("/versions/spark").asText()).startsWith("3.");
    assertThat(json.at("/features/samples/sampler").asText()).isEqualTo("ANCESTRAL");
    assertThat(json.at("/reference").asText()).contains("40 images of", "ids 9000 to 9999");
    assertThat(json.at("/bound/images").asInt()).isEqualTo(40);
    assertThat(json.at("/bound/timestepsPerImage").asInt()).isEqualTo(10);
    double parts =
        json.at("/bound/L_T").asDouble()
            + json.at("/bound/L_1..L_T-1").asDouble()
            + json.at("/bound/L_0").asDouble();
    assertThat(json.at("/bound/bitsPerDim").asDouble())
        .isPositive()
        .isCloseTo(parts, within(1e-9 * parts));
    assertThat(json.at("/features/distances").findValuesAsText("of"))
        .containsExactly(
            "generated images",
            "as many training images",
            "one half of the reference, from the other half",
            "as many images of noise");
    assertThat(json.at("/features/distances/0/frechet").asDouble())
        .isGreaterThan(json.at("/features/distances/1/frechet").asDouble());
    assertThat(json.at("/features/distances/2/frechet").isNull()).isTrue();
    for (JsonNode row : json.at("/features/distances")) {
      assertThat(row.get("precision").asDouble()).isBetween(0.0, 1.0);
      assertThat(row.get("recall").asDouble()).isBetween(0.0, 1.0);
      assertThat(row.get("inceptionScore").asDouble()).isBetween(1.0, 10.0);
    }
    // One outlier's neighbourhood may hold all noise, which precision would count.
    assertThat(json.at("/features/distances/1/recall").asDouble())
        .isGreaterThan(json.at("/features/distances/3/recall").asDouble());
    assertThat(json.at("/features/judgements/frechet").isNull()).isTrue();
    assertThat(json.at("/features/judgements/kernel/images").asInt()).isEqualTo(18);
    assertThat(json.at("/features/judgements/kernel/verdict").asText()).isEqualTo("worse");
    JsonNode recall = json.at("/features/judgements/recall");
    assertThat(recall.get("generated").asDouble()).isLessThan(recall.get("limit").asDouble());
    assertThat(recall.get("real").asDouble()).isGreaterThan(recall.get("limit").asDouble());
    assertThat(json.at("/features/memorization/pixels/heldOut/images").asInt()).isEqualTo(20);
    assertThat(json.at("/features/memorization/closest")).hasSize(20);
    assertThat(Files.readAllLines(run.resolve("evaluation/bound.csv"))).hasSize(12);
    String page = Files.readString(run.resolve("evaluation/index.html"));
    assertThat(page).contains("drawn with seed 1 by the ancestral sampler in 10 steps");
    assertThat(page).contains("bits/dim over 40 images", "Did it copy", "as many images of noise");
    assertThat(page).contains("inception score", "class=\"verdict worse\"", "features are scaled");
    assertThat(page.split("data:image/png;base64,")).hasSize(7);
    assertThat(page).doesNotContain("http://", "https://", "{{");
    assertThat(page).contains("Content-Security-Policy", "default-src 'none'");
  }

  @Test
  void imagesInATableAreJudgedAsThoseInFiles() throws IOException {
    Path there = folder.resolve("samples");
    Invocation drawn =
        digits.call(
            "sample",
            run,
            "sampling.images=36",
            "sampling.images-per-unit=10",
            "sampling.format=table",
            "sampling.table=parquet.`%s`".formatted(folder.resolve("table")),
            "sampling.output=" + there);
    assertThat(drawn.err()).isEmpty();
    digits.call("evaluate", run);
    JsonNode files = json(run);
    Invocation done = digits.call("evaluate", run, "evaluate.samples=" + there);

    assertThat(done.err()).isEmpty();
    assertThat(json(run).at("/features/generated").asText())
        .isEqualTo("36 images of file:%s/_units/table", there);
    assertThat(json(run).at("/features/distances")).isEqualTo(files.at("/features/distances"));
    deleteUnits(there);
    digits
        .call("evaluate", run, "evaluate.samples=" + there)
        .assertEnds(3, "No images in the folder of samples file:" + there);
  }

  private static void deleteUnits(Path samples) throws IOException {
    try (Stream<Path> files = Files.walk(samples.resolve("_units"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void theBoundAloneNeedsNoImagesAndNoModel() throws IOException {
    Path other = folder.resolve("other");
    digits.call("train", other, "training.steps=1");
    Invocation done =
        digits.call(
            "evaluate", other, "evaluate.features.model=\"\"", "evaluate.timesteps-per-image=3");

    assertThat(done.err()).isEmpty();
    assertThat(done.status()).isZero();
    assertThat(json(other).has("features")).isFalse();
    assertThat(json(other).at("/bound/timestepsPerImage").asInt()).isEqualTo(3);
  }

  @Test
  void theReferencesStatisticsAreKeptAndUsedAgain() throws IOException {
    Path cache = folder.resolve("reference.npz");
    String key = "evaluate.features.statistics=" + cache;
    digits.call("evaluate", run, key);
    double first = json(run).at("/features/distances/0/frechet").asDouble();
    byte[] written = Files.readAllBytes(cache);
    digits.call("evaluate", run, key, "evaluate.reference-images=60");

    assertThat(json(run).at("/features/distances/0/frechet").asDouble()).isEqualTo(first);
    assertThat(json(run).at("/features/statistics").asText()).contains("reference.npz");
    assertThat(Files.readString(run.resolve("evaluation/index.html"))).contains("those kept in");
    assertThat(Files.readAllBytes(cache)).isEqualTo(written);
  }

  private static JsonNode json(Path output) throws IOException {
    return MAPPER.readTree(output.resolve("evaluation/evaluation.json").toFile());
  }
}
