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
    INDArray images = first(batch, TinyPipeline.expected("x"));

    float[] predicted = run(tiny(), images, Arrays.copyOf(TinyPipeline.timesteps(), batch));

    assertNear(predicted, first(batch, TinyPipeline.expected("epsilon")));
  }

  @Test
  void onnxRuntimePredictsWhatDiffusersPredictsForImagesThatAreNotSquare(@TempDir Path folder)
      throws IOException, OrtException {
    INDArray images = TinyPipeline.expectedOfWide("x");
    byte[] model = model(TinyPipeline.wide(folder).read().network());

    float[] predicted = run(model, images, new int[] {0, 999});

    assertNear(predicted, TinyPipeline.expectedOfWide("epsilon"));
  }

  private static void assertNear(float[] predicted, INDArray expected) {
    INDArray difference = Nd4j.createFromArray(predicted).reshape(expected.shape()).sub(expected);
    assertThat(Nd4j.math().abs(difference).maxNumber().doubleValue()).isCloseTo(0, within(1e-5));
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
    return model(TinyPipeline.folder().read().network());
  }

  private static byte[] model(UNetConfig network) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OnnxModel.write(network, TinyPipeline.parameters(), out);
    return out.toByteArray();
  }

  private static float[] run(byte[] model, INDArray images, int[] timesteps) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] t = Arrays.stream(timesteps).asLongStream().toArray();
    try (OrtSession session = environment.createSession(model);
        OnnxTensor sample =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(images.ravel().toFloatVector()), images.shape());
        OnnxTensor timestep =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(t), new long[] {t.length});
        OrtSession.Result result =
            session.run(Map.of(OnnxModel.IMAGES, sample, OnnxModel.TIMESTEPS, timestep))) {
      FloatBuffer values =
          ((OnnxTensor) result.get(OnnxModel.OUTPUT).orElseThrow()).getFloatBuffer();
      float[] predicted = new float[values.remaining()];
      values.get(predicted);
      return predicted;
    }
  }
}
