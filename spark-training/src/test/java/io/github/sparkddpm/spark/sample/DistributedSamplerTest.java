package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.train.TinyRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DistributedSamplerTest {

  private static final int SIZE = 8 * 8;

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    TinyRun.train(TinyRun.run(TinyRun.dataset(folder), run(), TinyRun.plan(3)));
  }

  @AfterEach
  void deleteTheSamples() {
    FileUtil.fullyDelete(run().resolve("samples").toFile());
  }

  @ParameterizedTest
  @EnumSource(SamplingAlgorithm.class)
  void anImageDependsNeitherOnTasksNorOnBatches(SamplingAlgorithm algorithm) throws IOException {
    byte[] together = sample(request(algorithm, 7, 0, 7, 1)).pixels();
    byte[] apart = sample(request(algorithm, 2, 0, 7, 3)).pixels();
    byte[] later = sample(request(algorithm, 3, 4, 3, 1)).pixels();

    assertThat(apart).isEqualTo(together);
    assertThat(later).isEqualTo(Arrays.copyOfRange(together, 4 * SIZE, 7 * SIZE));
    assertThat(Arrays.copyOf(together, SIZE))
        .isNotEqualTo(Arrays.copyOfRange(together, SIZE, 2 * SIZE));
  }

  @Test
  void everyImageIsAFileOfItsIdAndNothingIsLeftBeside() throws IOException {
    byte[] pixels = sample(request(SamplingAlgorithm.DDIM, 2, 40, 5, 2)).pixels();

    BufferedImage third = ImageIO.read(run().resolve("samples/00000042.png").toFile());
    int[] read = third.getRaster().getPixels(0, 0, 8, 8, (int[]) null);
    for (int i = 0; i < SIZE; i++) {
      assertThat(read[i]).isEqualTo(pixels[2 * SIZE + i] & 0xFF);
    }
    try (Stream<Path> files = Files.list(run().resolve("samples"))) {
      assertThat(files)
          .allMatch(file -> file.getFileName().toString().matches("\\d{8}\\.png|samples\\.json"));
    }
  }

  @Test
  void theFolderSaysWhatItHoldsAndTheSameSettingsAddToIt() throws IOException {
    sample(request(SamplingAlgorithm.DDIM, 4, 0, 2, 1));
    sample(request(SamplingAlgorithm.DDIM, 2, 10, 1, 1));
    sample(request(SamplingAlgorithm.DDIM, 1, 1, 3, 2));

    JsonNode record = record();
    assertThat(record.at("/ids").toString())
        .isEqualTo("[{\"first\":0,\"last\":3},{\"first\":10,\"last\":10}]");
    JsonNode settings = record.at("/settings");
    assertThat(settings.path("weights-sha256").asText())
        .isEqualTo(
            Sha256.of(
                Files.readAllBytes(run().resolve("checkpoints/step-000000003/ema.safetensors"))));
    assertThat(((ObjectNode) settings).without("weights-sha256").toString())
        .isEqualTo(
            "{\"spark-ddpm\":\"test\",\"checkpoint\":3,\"seed\":3,\"sampler\":\"DDIM\","
                + "\"steps\":5,\"clip\":true,\"eta\":0.5}");
  }

  @Test
  void imagesOfOtherSettingsAreNeverMixedIn() throws IOException {
    sample(request(SamplingAlgorithm.DDIM, 4, 0, 2, 1));
    JsonNode before = record();

    assertThatThrownBy(() -> sample(request(SamplingAlgorithm.ANCESTRAL, 4, 5, 2, 1)))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContainingAll(
            "samples holds samples that differ in sampler (\"DDIM\" there, \"ANCESTRAL\" here)",
            "steps (5 there, 20 here)",
            "move or delete it, then sample again");
    assertThat(run().resolve("samples/00000005.png")).doesNotExist();
    assertThat(record()).isEqualTo(before);
  }

  @Test
  void imagesOfUnknownSettingsAreRefused() throws IOException {
    sample(request(SamplingAlgorithm.DDIM, 4, 0, 2, 1));
    Files.delete(run().resolve("samples/samples.json"));

    assertThatThrownBy(() -> sample(request(SamplingAlgorithm.DDIM, 4, 0, 2, 1)))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("holds files but no samples.json");
  }

  @Test
  void denoisingEndsWithTheImagesThemselves() throws IOException {
    Samples samples = sample(request(SamplingAlgorithm.ANCESTRAL, 4, 0, 6, 2));

    // 10 columns of images enlarged 7 times, 2 pixels apart; the first batch's 3 images.
    BufferedImage picture = samples.denoising();
    assertThat(picture.getWidth()).isEqualTo(10 * 58 - 2);
    assertThat(picture.getHeight()).isEqualTo(3 * 58 - 2);
    assertThat(picture.getRaster().getSample(9 * 58, 58, 0))
        .isEqualTo(samples.pixels()[SIZE] & 0xFF);
    assertThat(samples.checkpoint()).isEqualTo(3);
  }

  @Test
  void progressEndsAtAllStepsOfAllImages() throws IOException {
    List<SamplingProgress> progress = new CopyOnWriteArrayList<>();
    new DistributedSampler(LocalSpark.session(), progress::add)
        .sample(request(SamplingAlgorithm.DDIM, 2, 0, 5, 2), key -> true);

    assertThat(progress.get(progress.size() - 1)).isEqualTo(new SamplingProgress(25, 25));
  }

  @Test
  void aFolderWithoutCheckpointsIsRefused(@TempDir Path empty) {
    SamplingRequest request =
        new SamplingRequest(
            plan(SamplingAlgorithm.DDIM, 2),
            TinyRun.config(4, 3),
            empty.toString(),
            0,
            1,
            1,
            "test");

    assertThatThrownBy(() -> sample(request))
        .isInstanceOf(NoCheckpointException.class)
        .hasMessageContaining("train it first");
  }

  @Test
  void weightsOfAnotherConfigurationAreRefused() {
    SamplingRequest request =
        new SamplingRequest(
            plan(SamplingAlgorithm.DDIM, 2),
            TinyRun.config(5, 3),
            run().toString(),
            0,
            1,
            1,
            "test");

    assertThatThrownBy(() -> sample(request))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("training.batch-size (4 there, 5 here)");
  }

  private static JsonNode record() throws IOException {
    return new ObjectMapper().readTree(run().resolve("samples/samples.json").toFile());
  }

  private static Samples sample(SamplingRequest request) throws IOException {
    return new DistributedSampler(LocalSpark.session(), progress -> {})
        .sample(request, key -> true);
  }

  private static SamplingRequest request(
      SamplingAlgorithm algorithm, int batchSize, long firstId, int images, int partitions) {
    return new SamplingRequest(
        plan(algorithm, batchSize),
        TinyRun.config(4, 3),
        run().toString(),
        firstId,
        images,
        partitions,
        "test");
  }

  private static SamplingPlan plan(SamplingAlgorithm algorithm, int batchSize) {
    int steps = algorithm == SamplingAlgorithm.DDIM ? 5 : 0;
    return new SamplingPlan(
        3, TinyRun.NETWORK, TinyRun.DIFFUSION, algorithm, steps, 0.5, batchSize, 1);
  }

  private static Path run() {
    return folder.resolve("run");
  }
}
