package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.evaluation.FeatureGaussian;
import io.github.sparkddpm.evaluation.StatisticsFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals of the verb evaluate, each in one line. */
class RefusedEvaluationsTest extends WithSampledDigits {

  @TempDir private Path folder;

  @Test
  void statisticsOfAnotherModelAreRefused() throws IOException {
    Path cache = folder.resolve("reference.npz");
    FeatureGaussian other = new FeatureGaussian(new double[2], new double[4]);
    Files.write(cache, StatisticsFile.write(other));
    Invocation bad = digits.call("evaluate", run, "evaluate.features.statistics=" + cache);

    assertThat(bad.status()).isEqualTo(3);
    assertThat(bad.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("reference.npz cannot be used", "mu is of shape [2], expected [32]");
  }

  @Test
  void imagesOfOtherWeightsAndUnfinishedOnesAreRefused() throws IOException {
    Path other = folder.resolve("other");
    digits.call("train", other, "training.steps=1");
    String samples = "evaluate.samples=" + other.resolve("samples");
    digits.call("sample", other, "sampling.images=1", "sampling.steps=2");
    Invocation foreign = digits.call("evaluate", run, samples);
    Files.delete(other.resolve("samples/_SUCCESS"));
    Invocation unfinished = digits.call("evaluate", other);

    assertThat(foreign.status()).isEqualTo(3);
    assertThat(foreign.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("drawn by other weights, of step 1, than those of step 2");
    assertThat(unfinished.status()).isEqualTo(3);
    assertThat(unfinished.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("are not all there (no _SUCCESS)");
  }

  @ParameterizedTest
  @CsvSource({
    "evaluate.dataset=nowhere,3,No folder of images at",
    "evaluate.samples=nowhere,3,No folder of images at",
    "evaluate.features.model=nowhere.onnx,3,No feature model at",
    "evaluate.features.model=../LICENSE,3,Cannot load the feature model",
    "evaluate.features.image-size=32,3,but would get float",
    "evaluate.features.output=pool,3,'has no output pool, it has [features, logits]'",
    "evaluate.features.classes=pool,3,'evaluate.features.classes = \"pool\": The feature model'",
    "sampling.checkpoint=77,3,No checkpoint of step 77 in",
    "evaluate.features.std=[0],2,evaluate.features.std must be numbers above 0",
    "training.held-out=500,5,'training.held-out (1000 there, 500 here)'"
  })
  void badInputIsNamedAndEndsWithItsOwnCode(String override, int code, String reason)
      throws IOException {
    List<String> before = files();
    Invocation bad = digits.call("evaluate", run, override);

    assertThat(bad.status()).as(bad.err()).isEqualTo(code);
    assertThat(bad.err().lines()).hasSize(1).first().asString().contains(reason);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void trainingOnNoImageAtAllIsRefused() {
    Invocation bad = digits.call("train", folder.resolve("none"), "training.held-out=10000");

    assertThat(bad.status()).isEqualTo(3);
    assertThat(bad.err()).contains("training.held-out = 10000 leaves no image of the 10000");
  }

  @Test
  void aRunWithoutACheckpointIsNamed() {
    Invocation bad = digits.call("evaluate", folder.resolve("none"));

    assertThat(bad.status()).isEqualTo(3);
    assertThat(bad.err().lines()).hasSize(1).first().asString().contains("No checkpoint of a run");
  }

  @Test
  void fewerImagesThanFeaturesAreRefused() throws IOException {
    Path few = Files.createDirectory(folder.resolve("few"));
    for (int i = 0; i < 31; i++) {
      Files.copy(
          run.resolve(String.format(Locale.ROOT, "samples/images/%08d.png", i)),
          few.resolve(i + ".png"));
    }
    Invocation bad = digits.call("evaluate", run, "evaluate.samples=" + few);

    assertThat(bad.status()).isEqualTo(3);
    assertThat(bad.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains(
            "Cannot compare 31 images of", "by 32 features", "evaluate.features.allow-few=true");
  }

  @Test
  void aReferenceOfMixedSizesAndAnEmptyOneAreNamed() throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    Invocation empty = digits.call("evaluate", run, "evaluate.dataset=" + mixed);
    Files.copy(run.resolve("samples/images/00000000.png"), mixed.resolve("a.png"));
    BufferedImage small = new BufferedImage(14, 14, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(small, "png", mixed.resolve("b.png").toFile());
    Invocation bad =
        digits.call("evaluate", run, "evaluate.dataset=" + mixed, "evaluate.features.model=\"\"");

    assertThat(empty.status()).isEqualTo(3);
    assertThat(empty.err().lines()).hasSize(1).first().asString().contains("No image files in");
    assertThat(bad.status()).isEqualTo(3);
    assertThat(bad.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("Cannot use the image b.png of", "its 14x14 pixels are not the");
  }

  @Test
  void aFolderOfOtherFilesIsNotWrittenInto() throws IOException {
    Path other = folder.resolve("run");
    digits.call("train", other, "training.steps=1");
    Path thesis = Files.createDirectory(other.resolve("evaluation")).resolve("thesis.txt");
    Files.writeString(thesis, "years of work");
    Invocation refused = digits.call("evaluate", other, "evaluate.features.model=\"\"");

    assertThat(refused.status()).isEqualTo(5);
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(other.resolve("evaluation")).isDirectoryContaining("glob:**thesis.txt");
    assertThat(thesis).hasContent("years of work");
  }

  private static List<String> files() throws IOException {
    Path evaluation = run.resolve("evaluation");
    if (!Files.exists(evaluation)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(evaluation)) {
      return files.map(Path::toString).sorted().toList();
    }
  }
}
