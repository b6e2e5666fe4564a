package io.github.sparkddpm.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.sparkddpm.diffusers.TinyPipeline;
import io.github.sparkddpm.network.UNetConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class OnnxModelTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void onnxRuntimePredictsWhatDiffusersPredictsForAnyBatch(int batch)
      throws IOException, OrtException {
    INDArray images = first(batch, TinyPipeline.PLAIN.expected("x"));

    float[] predicted = run(tiny(), images, Arrays.copyOf(TinyPipeline.timesteps(), batch));

    assertNear(predicted, first(batch, TinyPipeline.PLAIN.expected("epsilon")));
  }

  @Test
  void onnxRuntimePredictsWhatDiffusersPredictsForImagesThatAreNotSquare(@TempDir Path folder)
      throws IOException, OrtException {
    INDArray images = TinyPipeline.expectedOfWide("x");
    byte[] model = model(TinyPipeline.wide(folder).read().network(), TinyPipeline.PLAIN);

    float[] predicted = run(model, images, new int[] {0, 999});

    assertNear(predicted, TinyPipeline.expectedOfWide("epsilon"));
  }

  private static void assertNear(float[] predicted, INDArray expected) {
    INDArray difference = Nd4j.createFromArray(predicted).reshape(expected.shape()).sub(expected);
    assertThat(Nd4j.math().abs(difference).maxNumber().doubleValue()).isCloseTo(0, within(1e-5));
  }

  @Test
  void classesAreAThirdInputWhereMinusOneIsNone() throws IOException, OrtException {
    TinyPipeline pipeline = TinyPipeline.OF_CLASSES;
    INDArray images = pipeline.expected("x");
    float[] told = run(onnx(pipeline), images, TinyPipeline.timesteps(), 2, 0, 2);
    float[] without = run(onnx(pipeline), images, TinyPipeline.timesteps(), -1, -1, -1);
    assertNear(told, pipeline.expected("epsilon"));
    assertNear(without, pipeline.expected("without"));
  }

  @Test
  void theModelNamesItsOperatorsVersion() throws IOException {
    assertThat(ModelProto.parseFrom(tiny()).getOpsetImport(0).getVersion())
        .isEqualTo(OnnxModel.OPSET);
  }

  private static INDArray first(int batch, INDArray images) {
    return images.get(NDArrayIndex.interval(0, batch)).dup('c');
  }

  private static byte[] tiny() throws IOException {
    return onnx(TinyPipeline.PLAIN);
  }

  private static byte[] onnx(TinyPipeline pipeline) throws IOException {
    return model(pipeline.folder().read().network(), pipeline);
  }

  private static byte[] model(UNetConfig network, TinyPipeline pipeline) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OnnxModel.write(network, pipeline.parameters(), out);
    return out.toByteArray();
  }

  private static float[] run(byte[] model, INDArray images, int[] timesteps, long... labels)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] t = Arrays.stream(timesteps).asLongStream().toArray();
    try (OrtSession session = environment.createSession(model);
        OnnxTensor sample =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(images.ravel().toFloatVector()), images.shape());
        OnnxTensor timestep =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(t), new long[] {t.length});
        OnnxTensor classes =
            OnnxTensor.createTensor(
                environment, LongBuffer.wrap(labels), new long[] {labels.length});
        OrtSession.Result result = session.run(inputs(sample, timestep, classes))) {
      FloatBuffer values =
          ((OnnxTensor) result.get(OnnxModel.OUTPUT).orElseThrow()).getFloatBuffer();
      float[] predicted = new float[values.remaining()];
      values.get(predicted);
      return predicted;
    }
  }

  private static Map<String, OnnxTensor> inputs(
      OnnxTensor sample, OnnxTensor timestep, OnnxTensor classes) {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    inputs.put(OnnxModel.IMAGES, sample);
    inputs.put(OnnxModel.TIMESTEPS, timestep);
    if (classes.getInfo().getShape()[0] > 0) {
      inputs.put(OnnxModel.LABELS, classes);
    }
    return inputs;
  }
}
