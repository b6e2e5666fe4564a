package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.train.TinyRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DistributedSamplerTest {

  private static final int SIZE = TinySamples.SIZE;

  @TempDir private static Path shared;
  private static byte[] sixtyFour;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    TinyRun.train(TinyRun.run(TinyRun.dataset(shared), run(), TinyRun.plan(3)));
    TinySamples samples = sixtyFour(shared.resolve("sixty-four")).split(1, 64, 64);
    samples.draw();
    sixtyFour = samples.pixels();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 16", "2, 1", "2, 16", "2, 64", "5, 1", "5, 16", "5, 64"})
  void sixtyFourImagesAreTheSameWhateverTheTasksAndBatches(int partitions, int batch)
      throws IOException {
    TinySamples samples = sixtyFour(folder).split(partitions, batch, 16);
    samples.draw();

    assertThat(samples.pixels()).isEqualTo(sixtyFour);
  }

  @ParameterizedTest
  @EnumSource(names = "DDIM", mode = EnumSource.Mode.EXCLUDE)
  void anImageByAnotherSamplerDependsNeitherOnTasksNorBatchesNorInterruptions(
      SamplingAlgorithm algorithm) throws IOException {
    TinySamples together = samples().by(algorithm).in(folder.resolve("one"));
    TinySamples apart = together.in(folder.resolve("several")).split(3, 2, 2);
    together.draw();
    apart.draw();

    assertThat(apart.pixels()).isEqualTo(together.pixels());
    Files.delete(folder.resolve("several/_units/png/00000002-00000003.json"));
    assertThat(apart.draw().drawn()).isEqualTo(2);
    assertThat(apart.pixels()).isEqualTo(together.pixels());
  }

  @ParameterizedTest
  @EnumSource(SampleFormat.class)
  void anImageIsTheSameInEveryFormatAndHasItsOwnNoise(SampleFormat format) throws IOException {
    TinySamples samples = sixtyFour(folder).as(format).ids(3, 4).split(2, 3, 64);
    samples.draw();

    byte[] pixels = samples.pixels();
    assertThat(pixels).isEqualTo(Arrays.copyOfRange(sixtyFour, 3 * SIZE, 7 * SIZE));
    assertThat(Arrays.copyOf(pixels, SIZE))
        .isNotEqualTo(Arrays.copyOfRange(pixels, SIZE, 2 * SIZE));
  }

  @Test
  void everyImageIsAFileOfItsIdAndNothingIsLeftBeside() throws IOException {
    TinySamples samples = samples().ids(40, 5).split(2, 2, 64);
    SamplingResult done = samples.draw();

    BufferedImage third = ImageIO.read(folder.resolve("images/00000042.png").toFile());
    int[] read = third.getRaster().getPixels(0, 0, 8, 8, (int[]) null);
    for (int i = 0; i < SIZE; i++) {
      assertThat(read[i]).isEqualTo(samples.pixels()[2 * SIZE + i] & 0xFF);
    }
    assertThat(names("images")).hasSize(5).allMatch(name -> name.matches("000000\\d\\d\\.png"));
    assertThat(names("."))
        .containsExactlyInAnyOrder(
            "images",
            "_units",
            "settings.json",
            "grid.png",
            "denoising.png",
            "manifest.json",
            "_SUCCESS");
    assertThat(done.paths())
        .extracting(path -> folder.toUri().relativize(URI.create(path)).toString())
        .containsExactly("images", "grid.png", "denoising.png", "manifest.json");
  }

  @Test
  void theManifestSaysWhereTheImagesComeFrom() throws IOException {
    samples().ids(0, 2).draw();
    samples().ids(10, 1).draw();
    samples().ids(0, 1).as(SampleFormat.NPZ).draw();

    JsonNode manifest = json("manifest.json");
    assertThat(manifest.at("/units/png").findValuesAsText("first")).containsExactly("0", "10");
    assertThat(manifest.at("/units/png/0/count").asInt()).isEqualTo(2);
    assertThat(manifest.at("/units/png/1/pixels-sha256").asText())
        .isEqualTo(Sha256.of(samples().ids(10, 1).pixels()));
    assertThat(manifest.at("/npz").toString()).isEqualTo("[\"samples-00000000-00000000.npz\"]");
    assertThat(manifest.at("/versions/spark-ddpm").asText()).isEqualTo("test");
    JsonNode settings = manifest.at("/settings");
    assertThat(settings).isEqualTo(json("settings.json"));
    assertThat(settings.path("weights-sha256").asText())
        .isEqualTo(
            Sha256.of(
                Files.readAllBytes(run().resolve("checkpoints/step-000000003/ema.safetensors"))));
    assertThat(((ObjectNode) settings).without("weights-sha256").toString())
        .isEqualTo(
            "{\"spark-ddpm\":\"test\",\"checkpoint\":3,\"seed\":3,\"sampler\":\"DDIM\","
                + "\"steps\":5,\"clip\":true,\"spacing\":\"LINSPACE\",\"eta\":0.5}");
  }

  @Test
  void theNpzHoldsAllImagesOfTheCallInOrder() throws Exception {
    samples().as(SampleFormat.NPZ).ids(4, 2).draw();
    TinySamples samples = samples().as(SampleFormat.NPZ).ids(0, 7).split(3, 1, 2);
    samples.draw();

    try (ZipFile zip = new ZipFile(folder.resolve("samples-00000000-00000006.npz").toFile())) {
      byte[] npy = zip.getInputStream(zip.getEntry("arr_0.npy")).readAllBytes();
      ByteBuffer values = ByteBuffer.wrap(npy).position(npy.length - 7 * SIZE * 3);
      byte[] pixels = samples.pixels();
      for (int i = 0; i < 7 * SIZE * 3; i++) {
        assertThat(values.get()).isEqualTo(pixels[i / 3]);
      }
    }
  }

  @Test
  void imagesOfOtherSettingsAreNeverMixedIn() throws IOException {
    samples().ids(0, 2).draw();
    JsonNode before = json("manifest.json");

    assertThatThrownBy(() -> samples().by(SamplingAlgorithm.ANCESTRAL).ids(5, 2).draw())
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContainingAll(
            "holds samples that differ in sampler (\"DDIM\" there, \"ANCESTRAL\" here)",
            "steps (5 there, 20 here)",
            "move or delete it, or name another sampling.output");
    assertThat(folder.resolve("images/00000005.png")).doesNotExist();
    assertThat(json("manifest.json")).isEqualTo(before);
  }

  @Test
  void aFolderOfSomethingElseIsRefusedAndLeftAlone() throws IOException {
    Files.writeString(folder.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(() -> samples().draw())
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("holds files but no settings.json");
    assertThat(names(".")).containsExactly("thesis.txt");
  }

  @Test
  void denoisingEndsWithTheImagesThemselves() throws IOException {
    TinySamples samples = samples().by(SamplingAlgorithm.ANCESTRAL).ids(0, 6).split(2, 3, 64);
    TinySamples.draw(samples.request(0, 4, 5), progress -> {});

    // 10 columns of images enlarged 7 times, 2 pixels apart; the first batch's 3 images.
    BufferedImage picture = ImageIO.read(folder.resolve("denoising.png").toFile());
    assertThat(picture.getWidth()).isEqualTo(10 * 58 - 2);
    assertThat(picture.getHeight()).isEqualTo(3 * 58 - 2);
    assertThat(picture.getRaster().getSample(9 * 58, 58, 0))
        .isEqualTo(samples.pixels()[SIZE] & 0xFF);
    assertThat(names("frames")).hasSize(5).contains("frame-0005-of-0005.png");
    BufferedImage last = ImageIO.read(folder.resolve("frames/frame-0005-of-0005.png").toFile());
    assertThat(last.getRaster().getSample(58, 0, 0)).isEqualTo(samples.pixels()[SIZE] & 0xFF);
  }

  @Test
  void progressEndsAtAllStepsOfAllImages() throws IOException {
    List<SamplingProgress> progress = new CopyOnWriteArrayList<>();
    samples().ids(0, 5).split(2, 2, 64).draw(progress::add);

    SamplingProgress last = progress.get(progress.size() - 1);
    assertThat(last).isEqualTo(new SamplingProgress(25, 5, 5, 1));
    assertThat(last.imagesDone()).isEqualTo(5);
  }

  @Test
  void aFolderWithoutCheckpointsIsRefused(@TempDir Path empty) {
    assertThatThrownBy(() -> TinySamples.of(empty, folder).draw())
        .isInstanceOf(NoCheckpointException.class)
        .hasMessageContaining("train it first");
  }

  @Test
  void anUnknownCheckpointIsNamedWithThoseThereAre() throws IOException {
    assertThatThrownBy(() -> TinySamples.draw(samples().request(7, 4, 0), progress -> {}))
        .isInstanceOf(NoCheckpointException.class)
        .hasMessageContainingAll("No checkpoint of step 7", "one of [3]");
    assertThat(TinySamples.draw(samples().request(3, 4, 0), progress -> {}).checkpoint())
        .isEqualTo(3);
  }

  @Test
  void weightsOfAnotherConfigurationAreRefused() {
    assertThatThrownBy(() -> TinySamples.draw(samples().request(0, 5, 0), progress -> {}))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("training.batch-size (4 there, 5 here)");
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  private List<String> names(String path) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(path))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private TinySamples samples() {
    return TinySamples.of(run(), folder);
  }

  private static TinySamples sixtyFour(Path folder) {
    return TinySamples.of(run(), folder).ids(0, 64);
  }

  private static Path run() {
    return shared.resolve("run");
  }
}
