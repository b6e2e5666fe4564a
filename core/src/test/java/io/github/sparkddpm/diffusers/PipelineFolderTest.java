package io.github.sparkddpm.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.UnusableWeightsException;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNetConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PipelineFolderTest {

  private static final String UNET = "unet/config.json";
  private static final String SCHEDULER = "scheduler/scheduler_config.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void aPipelineTellsItsNetworkAndItsSchedule() throws IOException {
    assertThat(TinyPipeline.PLAIN.folder().read())
        .isEqualTo(
            new Pipeline(
                new UNetConfig(16, 3, 16, List.of(1, 2), 1, List.of(8), 0, 8),
                NoiseSchedule.Kind.LINEAR,
                1000,
                Variance.FIXED_LARGE,
                true));
  }

  @Test
  void itsNetworkPredictsWhatDiffusersPredicts() throws IOException {
    INDArray predicted =
        TinyPipeline.PLAIN
            .network()
            .predict(TinyPipeline.PLAIN.expected("x"), TinyPipeline.timesteps());

    INDArray difference = predicted.sub(TinyPipeline.PLAIN.expected("epsilon"));
    assertThat(Nd4j.math().abs(difference).maxNumber().doubleValue()).isCloseTo(0, within(1e-5));
  }

  @Test
  void aListOfTwoSidesIsHeightAndWidth() throws IOException {
    PipelineFolder wide = TinyPipeline.wide(folder);

    INDArray predicted =
        TinyPipeline.PLAIN
            .network(wide)
            .predict(TinyPipeline.expectedOfWide("x"), new int[] {0, 999});

    assertThat(wide.read().network().imageShape()).isEqualTo(new ImageShape(3, 12, 20));
    INDArray difference = predicted.sub(TinyPipeline.expectedOfWide("epsilon"));
    assertThat(Nd4j.math().abs(difference).maxNumber().doubleValue()).isCloseTo(0, within(1e-5));
    assertThat(UNetSettings.write(wide.read().network()).get("sample_size"))
        .isEqualTo(settings(UNET).get("sample_size"));
  }

  @Test
  void writtenAgainItHasTheSameSettings() throws IOException {
    write(folder);

    for (String file : List.of("model_index.json", UNET, SCHEDULER)) {
      assertThat(JSON.readTree(folder.resolve(file).toFile()))
          .as(file)
          .isEqualTo(JSON.readTree(TinyPipeline.PLAIN.path().resolve(file).toFile()));
    }
  }

  @Test
  void writtenAgainItHasTheSameTensorsBitForBit() throws IOException {
    write(folder);

    INDArray read = TinyPipeline.PLAIN.parameters(opened());
    assertThat(read.toFloatVector()).isEqualTo(TinyPipeline.PLAIN.parameters().toFloatVector());
  }

  @Test
  void itsWeightsHaveTheDigestThatWritingThemReturned() throws IOException {
    String digest = write(folder);

    ParameterLayout layout = ParameterLayout.of(TinyPipeline.PLAIN.folder().read().network());
    assertThat(opened().readWeights(layout).sha256()).isEqualTo(digest);
  }

  @Test
  void aCosineScheduleWithoutClipComesBackAsItWas() throws IOException {
    UNetConfig network = new UNetConfig(8, 1, 8, List.of(1, 2, 2), 2, List.of(4, 2), 0.1, 4);
    Pipeline pipeline =
        new Pipeline(network, NoiseSchedule.Kind.COSINE, 50, Variance.FIXED_SMALL, false);

    opened().write(pipeline, Nd4j.zeros(ParameterLayout.of(network).length()));

    assertThat(opened().read()).isEqualTo(pipeline);
  }

  @Test
  void aTargetAZeroTerminalSnrAndALearnedVarianceComeBackAsTheyWere() throws IOException {
    UNetConfig network =
        new UNetConfig(8, 3, 8, List.of(1, 2), 1, List.of(4), 0.1, 4).learningVariance(true);
    Pipeline pipeline =
        new Pipeline(
            network, NoiseSchedule.Kind.LINEAR, 50, true, Prediction.V, Variance.LEARNED, true);

    opened().write(pipeline, Nd4j.zeros(ParameterLayout.of(network).length()));

    assertThat(opened().read()).isEqualTo(pipeline);
  }

  @Test
  void namesOfTheFirstReleasesAreUnderstood() throws IOException {
    TinyPipeline.PLAIN.copyTo(folder);
    changeWeights("\\.to_q\\.", ".query.");
    changeWeights("\\.to_k\\.", ".key.");
    changeWeights("\\.to_v\\.", ".value.");
    changeWeights("\\.to_out\\.0\\.", ".proj_attn.");
    change(UNET, "down_block_types", "[\"UNetResDownBlock2D\", \"UNetResAttnDownBlock2D\"]");

    assertThat(opened().read()).isEqualTo(TinyPipeline.PLAIN.folder().read());
    assertThat(TinyPipeline.PLAIN.parameters(opened()).toFloatVector())
        .isEqualTo(TinyPipeline.PLAIN.parameters().toFloatVector());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "unet/config.json|resnet_time_scale_shift|\"scale_shift\"",
        "unet/config.json|attention_head_dim|8",
        "unet/config.json|class_embed_type|\"timestep\"",
        "unet/config.json|num_class_embeds|0",
        "unet/config.json|cross_attention_dim|768",
        "unet/config.json|norm_eps|1e-5",
        "unet/config.json|freq_shift|0",
        "unet/config.json|flip_sin_to_cos|true",
        "unet/config.json|downsample_padding|1",
        "unet/config.json|out_channels|6",
        "unet/config.json|sample_size|[16, 32, 3]",
        "unet/config.json|block_out_channels|[16, 24]",
        "unet/config.json|down_block_types|[\"DownBlock2D\", \"CrossAttnDownBlock2D\"]",
        "unet/config.json|up_block_types|[\"UpBlock2D\", \"AttnUpBlock2D\"]",
        "unet/config.json|up_block_types|[\"UpBlock2D\"]",
        "unet/config.json|layers_per_block|0",
        "unet/config.json|_class_name|\"UNet2DConditionModel\"",
        "scheduler/scheduler_config.json|prediction_type|\"flow_prediction\"",
        "scheduler/scheduler_config.json|beta_schedule|\"scaled_linear\"",
        "scheduler/scheduler_config.json|beta_end|0.012",
        "scheduler/scheduler_config.json|variance_type|\"learned\"",
        "model_index.json|_class_name|\"StableDiffusionPipeline\""
      })
  void whatThisProjectLacksIsRefusedByName(String file, String key, String value)
      throws IOException {
    TinyPipeline.PLAIN.copyTo(folder);
    change(file, key, value);

    assertThatThrownBy(() -> opened().read())
        .isInstanceOf(UnusableWeightsException.class)
        .hasMessageStartingWith(
            "Cannot use the weights %s/%s: %s is %s, but this project has "
                .formatted(folder, file, key, JSON.readTree(value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"attention_head_dim", "freq_shift", "downsample_padding", "norm_eps"})
  void aKeyThatIsNotThereIsWhatDiffusersTakesForIt(String key) throws IOException {
    TinyPipeline.PLAIN.copyTo(folder);
    ObjectNode settings = settings(UNET);
    settings.remove(key);
    JSON.writeValue(folder.resolve(UNET).toFile(), settings);

    assertThatThrownBy(() -> opened().read()).hasMessageContaining(UNET + ": " + key + " is ");
  }

  @Test
  void aNetworkThatDiffusersLacksIsRefused() {
    UNetConfig network = new UNetConfig(8, 1, 8, List.of(2, 4), 1, List.of(), 0, 4);

    assertThatThrownBy(() -> UNetSettings.write(network))
        .hasMessage(
            "diffusers has no network with network.multipliers = [2, 4]: there the first one is 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "{\"_class_name\": 7}"})
  void whatIsNoPipelineIsRefused(String index) throws IOException {
    TinyPipeline.PLAIN.copyTo(folder);
    Files.writeString(folder.resolve("model_index.json"), index);

    assertThatThrownBy(() -> opened().read())
        .isInstanceOf(UnusableWeightsException.class)
        .hasMessageStartingWith("Cannot use the weights " + folder + "/model_index.json: ");
  }

  @Test
  void weightsThatEndTooSoonAreRefused() throws IOException {
    TinyPipeline.PLAIN.copyTo(folder);
    Path weights = folder.resolve(PipelineFolder.WEIGHTS);
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 1));

    assertThatThrownBy(() -> TinyPipeline.PLAIN.parameters(opened()))
        .hasMessage(
            "Cannot use the weights %s/%s: the file ends before its last tensor"
                .formatted(folder, PipelineFolder.WEIGHTS));
  }

  @Test
  void weightsOfAnotherNetworkAreRefusedByTheirTensor() throws IOException {
    ParameterLayout other =
        ParameterLayout.of(new UNetConfig(16, 3, 16, List.of(1, 2), 2, List.of(8), 0, 8));

    assertThatThrownBy(() -> TinyPipeline.PLAIN.folder().readWeights(other))
        .isInstanceOf(UnusableWeightsException.class)
        .hasMessageContaining("the file has no tensor down_blocks.0.resnets.1.norm1.weight");
  }

  @Test
  void picklesAreNotRead() throws IOException {
    TinyPipeline.PLAIN.copyTo(folder);
    Files.move(
        folder.resolve(PipelineFolder.WEIGHTS), folder.resolve("unet/diffusion_pytorch_model.bin"));

    assertThatThrownBy(() -> TinyPipeline.PLAIN.parameters(opened()))
        .hasMessageContaining("files of pickle are not read");
  }

  private static String write(Path target) throws IOException {
    return new PipelineFolder(new DiskFolder(target))
        .write(TinyPipeline.PLAIN.folder().read(), TinyPipeline.PLAIN.parameters());
  }

  private PipelineFolder opened() {
    return new PipelineFolder(new DiskFolder(folder));
  }

  private ObjectNode settings(String file) throws IOException {
    return (ObjectNode) JSON.readTree(folder.resolve(file).toFile());
  }

  private void change(String file, String key, String value) throws IOException {
    JsonNode changed = settings(file).set(key, JSON.readTree(value));
    JSON.writeValue(folder.resolve(file).toFile(), changed);
  }

  /** Changes names in the header. */
  private void changeWeights(String before, String after) throws IOException {
    Path weights = folder.resolve(PipelineFolder.WEIGHTS);
    byte[] bytes = Files.readAllBytes(weights);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) in.getLong();
    String header = new String(bytes, Long.BYTES, length, StandardCharsets.UTF_8);
    byte[] changed = header.replaceAll(before, after).getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(bytes.length - length + changed.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(changed.length).put(changed);
    out.put(bytes, Long.BYTES + length, bytes.length - Long.BYTES - length);
    Files.write(weights, out.array());
  }
}
