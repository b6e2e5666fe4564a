package io.github.sparkddpm.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.network.ParameterLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network of diffusers that is told classes. */
class ClassPipelineTest {

  private static final TinyPipeline PIPELINE = TinyPipeline.OF_CLASSES;
  private static final int[] LABELS = {2, 0, 2};
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void itsNetworkPredictsWhatDiffusersPredictsWithAndWithoutClasses() throws IOException {
    assertThat(PIPELINE.folder().read().network().classes()).isEqualTo(3);
    assertNear(predicted(LABELS), PIPELINE.expected("epsilon"));
    assertNear(predicted(Labels.none(3)), PIPELINE.expected("without"));
  }

  @Test
  void writtenAgainItIsTheSame(@TempDir Path folder) throws IOException {
    PipelineFolder written = new PipelineFolder(new DiskFolder(folder));
    Pipeline pipeline = PIPELINE.folder().read();
    written.write(pipeline, PIPELINE.parameters());
    assertThat(written.read()).isEqualTo(pipeline);
    assertThat(written.readWeights(ParameterLayout.of(pipeline.network())).parameters())
        .isEqualTo(PIPELINE.parameters());
    for (String file : List.of("model_index.json", "unet/config.json")) {
      assertThat(JSON.readTree(folder.resolve(file).toFile()))
          .as(file)
          .isEqualTo(JSON.readTree(PIPELINE.path().resolve(file).toFile()));
    }
  }

  private static INDArray predicted(int[] labels) throws IOException {
    return PIPELINE.network().predict(PIPELINE.expected("x"), TinyPipeline.timesteps(), labels);
  }

  private static void assertNear(INDArray found, INDArray expected) {
    double furthest = Nd4j.math().abs(found.sub(expected)).maxNumber().doubleValue();
    assertThat(furthest).isCloseTo(0, within(1e-5));
  }
}
