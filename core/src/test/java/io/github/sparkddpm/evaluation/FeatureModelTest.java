package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.evaluation.FeatureInput.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled model of digits, by ONNX Runtime. */
class FeatureModelTest {

  private static final Path DIGITS = Path.of("../deploy/digits");
  private static final ImageShape SHAPE = new ImageShape(1, 28, 28);

  @Test
  void theBundledModelTellsTheHeldOutDigitsApart() throws IOException {
    byte[] pixels = tail("digits-images-idx3-ubyte.gz", 1000 * 28 * 28);
    byte[] labels = tail("digits-labels-idx1-ubyte.gz", 1000);
    int right = 0;
    try (FeatureModel model = load(input("logits", 28, 1, Layout.NCHW))) {
      float[][] logits = model.features(pixels);
      for (int i = 0; i < labels.length; i++) {
        right += logits[i][labels[i]] == max(logits[i]) ? 1 : 0;
      }
    }
    assertThat(right).isBetween(975, 985);
  }

  @Test
  void anImagesFeaturesDoNotDependOnItsBatch() throws IOException {
    byte[] pixels = tail("digits-images-idx3-ubyte.gz", 3 * 28 * 28);
    try (FeatureModel model = load(input("features", 28, 1, Layout.NCHW))) {
      assertThat(model.features()).isEqualTo(32);
      assertThat(model.features(Arrays.copyOfRange(pixels, 784, 1568))[0])
          .containsExactly(model.features(pixels)[1], within(1e-4f));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "features,32,1,NCHW,'float [-1, 1, 28, 28] with -1 for any number as image, but would get float [B, 1, 32, 32] (NCHW)'",
    "features,28,3,NCHW,'would get float [B, 3, 28, 28]'",
    "features,28,1,NHWC,'would get float [B, 28, 28, 1] (NHWC)'",
    "pool,28,1,NCHW,'has no output pool, it has [features, logits]: set evaluate.features.output'"
  })
  void aModelThatTakesSomethingElseIsRefused(
      String output, int size, int channels, Layout layout, String reason) {
    assertThatThrownBy(() -> load(input(output, size, channels, layout)))
        .isInstanceOf(FeatureModelException.class)
        .hasMessageContaining("digit-features.onnx")
        .hasMessageContaining(reason);
  }

  /** A covariance of theirs would take all memory. */
  @Test
  void aModelOfTooManyFeaturesIsRefused() throws IOException {
    assertThatThrownBy(() -> odd("many-features.onnx"))
        .isInstanceOf(FeatureModelException.class)
        .hasMessage(
            "The feature model many-features.onnx gives [78400] features an image, expected at most 16384: set evaluate.features.output");
  }

  /** ONNX may keep weights in files beside the model, by any name. */
  @ParameterizedTest
  @ValueSource(strings = {"absolute.onnx", "parent.onnx", "relative.onnx"})
  void aModelThatReadsOtherFilesIsRefused(String name) {
    assertThatThrownBy(() -> odd(name))
        .isInstanceOf(FeatureModelException.class)
        .hasMessageStartingWith("Cannot load the feature model " + name);
  }

  private static FeatureModel odd(String name) throws IOException {
    try (InputStream in = FeatureModelTest.class.getResourceAsStream("onnx/" + name)) {
      FeatureInput input = input("features", 28, 1, Layout.NCHW);
      return FeatureModel.load(in.readAllBytes(), input, SHAPE, 1, name);
    }
  }

  @Test
  void aFileThatIsNoModelIsNamed() {
    FeatureInput input = input("", 28, 1, Layout.NCHW);
    assertThatThrownBy(() -> FeatureModel.load(new byte[] {1, 2, 3}, input, SHAPE, 1, "x.onnx"))
        .isInstanceOf(FeatureModelException.class)
        .hasMessageStartingWith("Cannot load the feature model x.onnx: ");
  }

  @Test
  void colouredImagesAreNotForAModelOfGreyOnes() {
    FeatureInput input = input("", 28, 1, Layout.NCHW);
    assertThatThrownBy(() -> new Preprocessing(input, new ImageShape(3, 28, 28)))
        .hasMessageContaining("takes 1 channels, the images have 3");
  }

  @ParameterizedTest
  @CsvSource({"NCHW,1", "NHWC,3"})
  void imagesAreResizedRepeatedAndNormalizedAsByPyTorch(Layout layout, int stride) {
    byte[] pixels = new byte[20];
    double[] levels = Features.numbers("image");
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) levels[i];
    }
    FeatureInput input =
        new FeatureInput("", "", layout, 3, 7, List.of(0.5), List.of(0.25, 0.25, 0.25));
    FloatBuffer result = new Preprocessing(input, new ImageShape(1, 5, 4)).apply(pixels);

    double[] expected = Features.numbers("resized");
    assertThat(result.remaining()).isEqualTo(3 * 49);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) result.get(i * stride)).isCloseTo(expected[i], within(1e-5));
    }
  }

  private static FeatureInput input(String output, int size, int channels, Layout layout) {
    return new FeatureInput("image", output, layout, channels, size, List.of(0.0), List.of(1.0));
  }

  private static FeatureModel load(FeatureInput input) throws IOException {
    byte[] onnx = Files.readAllBytes(DIGITS.resolve("digit-features.onnx"));
    return FeatureModel.load(onnx, input, SHAPE, 1, "digit-features.onnx");
  }

  private static byte[] tail(String name, int length) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(DIGITS.resolve(name)))) {
      byte[] all = in.readAllBytes();
      return Arrays.copyOfRange(all, all.length - length, all.length);
    }
  }

  private static float max(float[] values) {
    float max = values[0];
    for (float value : values) {
      max = Math.max(max, value);
    }
    return max;
  }
}
