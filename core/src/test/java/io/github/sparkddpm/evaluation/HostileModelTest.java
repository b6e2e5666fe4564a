package io.github.sparkddpm.evaluation;

import static io.github.sparkddpm.evaluation.Models.FLOAT;
import static io.github.sparkddpm.evaluation.Models.graph;
import static io.github.sparkddpm.evaluation.Models.longs;
import static io.github.sparkddpm.evaluation.Models.model;
import static io.github.sparkddpm.evaluation.Models.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.evaluation.FeatureInput.Layout;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.GraphProto;
import onnx.Onnx.TensorProto;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feature models from anywhere: a line each, and never another's numbers. */
class HostileModelTest {

  private static final Path DIGITS = Path.of("../deploy/digits/digit-features.onnx");
  private static final byte[] TWO_IMAGES = new byte[2 * 28 * 28];

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.5, 0.9, 0.999})
  void aTruncatedModelIsNoModel(double share) throws IOException {
    byte[] whole = Files.readAllBytes(DIGITS);
    refused(Arrays.copyOf(whole, (int) (share * whole.length)))
        .hasMessageStartingWith("Cannot load the feature model x.onnx: ");
  }

  @Test
  void namesInAModelDoNotReachTheTerminalAsTheyAre() {
    String name = "im\u001b[31m\nerror: forged\u202e\u009b2J";
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(Models.value(name, FLOAT, -1, 1, 28, 28))
            .addOutput(Models.value("features", FLOAT, -1, 784))
            .addNode(node("Flatten", List.of(name), "features"));
    refused(model(graph))
        .hasMessage(
            "The feature model x.onnx has no input image, it has [im?[31m error: forged??2J]: set evaluate.features.input");
  }

  @Test
  void aNameOfMegabytesIsCutShort() {
    String name = "n".repeat(5_000_000);
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(Models.value(name, FLOAT, -1, 1, 28, 28))
            .addOutput(Models.value("features", FLOAT, -1, 784))
            .addNode(node("Flatten", List.of(name), "features"));
    refused(model(graph)).satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(3_000));
  }

  @Test
  void aModelWithoutInputsIsRefused() {
    GraphProto.Builder constant =
        GraphProto.newBuilder()
            .addOutput(Models.value("features", FLOAT, 2, 1))
            .addInitializer(longs("shape", 2, 1))
            .addNode(node("ConstantOfShape", List.of("shape"), "features"));
    refused(model(constant)).hasMessageContaining("x.onnx has no input: name another");
  }

  @Test
  void anOperationThatOnnxDoesNotHaveIsRefused() {
    GraphProto.Builder custom =
        graph(784)
            .addNode(
                node("Run", List.of("image"), "features").toBuilder().setDomain("custom").build());
    refused(model(custom)).hasMessageContaining("custom");
  }

  @Test
  void weightsThatAreNotInTheFileAreRefused() {
    TensorProto gigantic =
        TensorProto.newBuilder()
            .setName("weights")
            .setDataType(FLOAT)
            .addDims(1_000_000)
            .addDims(1_000_000)
            .build();
    refused(model(summed(graph(784).addInitializer(gigantic), "weights")))
        .hasMessageContaining("4000000000000 bytes");
  }

  /** Nothing in the file tells of it; it exceeds any address space, for some kernels overcommit. */
  @Test
  void anArrayThatNoMemoryHoldsFailsTheModelAlone() {
    byte[] model =
        model(
            summed(
                graph(784)
                    .addInitializer(longs("shape", 100_000_000, 100_000_000))
                    .addNode(node("ConstantOfShape", List.of("shape"), "zeros")),
                "zeros"));
    failing(model).hasMessageStartingWith("The feature model x.onnx failed: ");
  }

  @Test
  void aModelThatGivesOtherShapesThanItDeclaresFails() {
    byte[] oneFeature =
        model(
            graph(784)
                .addInitializer(longs("from", 0))
                .addInitializer(longs("to", 1))
                .addNode(node("Shape", List.of("image"), "shape"))
                .addNode(node("Slice", List.of("shape", "from", "to"), "batch"))
                .addNode(node("Concat", List.of("batch", "to"), "wanted", Models.number("axis", 0)))
                .addNode(node("ConstantOfShape", List.of("wanted"), "features")));
    failing(oneFeature)
        .hasMessage(
            "The feature model x.onnx gave an array of shape [2, 1] for 2 images of 784 features: name another model");
  }

  /** The first rows would be taken for the images' features. */
  @Test
  void aModelThatGivesSeveralRowsAnImageFails() {
    byte[] fourRows =
        model(
            graph(196)
                .addInitializer(longs("shape", -1, 196))
                .addNode(node("Reshape", List.of("image", "shape"), "features")));
    failing(fourRows).hasMessageContaining("shape [8, 196] for 2 images of 196 features");
  }

  @Test
  void featuresThatAreNoNumbersFail() {
    byte[] undefined =
        model(
            graph(784)
                .addNode(Models.flatten("pixels"))
                .addNode(node("Sub", List.of("pixels", "pixels"), "zeros"))
                .addNode(node("Div", List.of("zeros", "zeros"), "features")));
    failing(undefined).hasMessageContaining("gave NaN as a feature");
  }

  @Test
  void aModelThatLoopsWithoutEndIsEnded() {
    try (FeatureModel endless = load(Models.endless())) {
      assertThatThrownBy(() -> endless.features(TWO_IMAGES, 2, Duration.ofSeconds(1)))
          .isInstanceOf(FeatureModelException.class)
          .hasMessage(
              "The feature model x.onnx took more than 1 s for 2 images: give it more cores, or name another model");
    }
  }

  @Test
  void aThreadThatIsInterruptedEndsItsModel() {
    try (FeatureModel endless = load(Models.endless())) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> endless.features(TWO_IMAGES))
          .isInstanceOf(FeatureModelException.class)
          .hasMessageContaining("failed");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** Some releases of ONNX Runtime read it into 4 KiB, whatever its length. */
  @Test
  void aModelIsLoadedByAProcessWithALongCommandLine() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dpadding=" + "x".repeat(20_000),
                "-cp",
                System.getProperty("java.class.path"),
                Loading.class.getName(),
                DIGITS.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File("target/loading.log"))
            .start();
    assertThat(process.waitFor()).isZero();
  }

  /** Loads the model of the digits in a process of its own. */
  static final class Loading {
    public static void main(String[] arguments) throws IOException {
      load(Files.readAllBytes(Path.of(arguments[0]))).close();
    }
  }

  /** Adds the sum of an array to the pixels. */
  private static GraphProto.Builder summed(GraphProto.Builder graph, String array) {
    return graph
        .addNode(Models.flatten("pixels"))
        .addNode(node("ReduceSum", List.of(array), "sum", Models.number("keepdims", 0)))
        .addNode(node("Add", List.of("pixels", "sum"), "features"));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(byte[] onnx) {
    return assertThatThrownBy(() -> load(onnx))
        .isInstanceOf(FeatureModelException.class)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> failing(byte[] onnx) {
    return assertThatThrownBy(
            () -> {
              try (FeatureModel model = load(onnx)) {
                model.features(TWO_IMAGES);
              }
            })
        .isInstanceOf(FeatureModelException.class)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  private static FeatureModel load(byte[] onnx) {
    FeatureInput input =
        new FeatureInput("image", "features", Layout.NCHW, 1, 28, List.of(0.0), List.of(1.0));
    return FeatureModel.load(onnx, input, new ImageShape(1, 28, 28), 1, "x.onnx");
  }
}
