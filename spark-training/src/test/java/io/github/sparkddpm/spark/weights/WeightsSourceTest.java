package io.github.sparkddpm.spark.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.UnusableWeightsException;
import io.github.sparkddpm.diffusers.Pipeline;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.train.TinyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsSourceTest {

  private static final Configuration HADOOP = new Configuration();
  private static final ParameterLayout LAYOUT = ParameterLayout.of(TinyRun.NETWORK);
  private static final Pipeline PIPELINE =
      new Pipeline(TinyRun.NETWORK, NoiseSchedule.Kind.LINEAR, 20, Variance.FIXED_SMALL, true);

  @TempDir private static Path folder;
  private static Path run;
  private static Path exported;
  private static float[] average;

  @BeforeAll
  static void trainAndExport() throws IOException {
    run = folder.resolve("run");
    exported = folder.resolve("exported");
    TinyRun.train(TinyRun.run(TinyRun.dataset(folder), run, TinyRun.plan(3)));
    average = TinyRun.state(run).ema().toFloatVector();
    export(find(run), exported);
  }

  @Test
  void aRunACheckpointAndAPipelineGiveTheSameWeightsWithTheSameDigest() throws IOException {
    Weights newest = find(run);

    for (Path place : new Path[] {TinyRun.checkpoint(run, 3), exported}) {
      Weights found = find(place);
      assertThat(found.sha256()).isEqualTo(newest.sha256());
      assertThat(found.read(LAYOUT, HADOOP).toFloatVector()).isEqualTo(average);
    }
    assertThat(find(exported).step()).isZero();
    assertThat(newest.step()).isEqualTo(3);
  }

  @Test
  void aPipelineOfAnotherNetworkIsRefusedByTheKeysThatDiffer() {
    ObjectNode config = config();
    ((ObjectNode) config.get("network")).put("base-channels", 16).put("groups", 8);

    assertThatThrownBy(() -> find(exported, config))
        .isInstanceOf(UnusableWeightsException.class)
        .hasMessage(
            "The weights in %s differ in network.base-channels (8 there, 16 here), network.groups (4 there, 8 here): use their configuration, or name other weights"
                .formatted(exported));
  }

  @Test
  void aPipelineOfAnotherScheduleIsRefused() {
    ObjectNode config = config();
    ((ObjectNode) config.get("diffusion")).put("schedule", "cosine");

    assertThatThrownBy(() -> find(exported, config))
        .hasMessageContaining("diffusion.schedule (\"linear\" there, \"cosine\" here)");
  }

  @Test
  void keysThatNoPipelineHasAreNotCompared() throws IOException {
    ObjectNode config = config();
    config.putObject("training").put("held-out", 500);

    assertThat(find(exported, config)).isEqualTo(find(exported));
  }

  @Test
  void anotherRunIsRefusedAsWeightsAndOnesOwnAsOutput() {
    ObjectNode config = TinyRun.config(8, 3);

    assertThatThrownBy(() -> find(run, config))
        .isInstanceOf(UnusableWeightsException.class)
        .hasMessageContaining("training.batch-size (4 there, 8 here)");
    WeightsSource own = WeightsSource.ofRun(run.toString(), CheckpointChoice.NEWEST);
    assertThatThrownBy(() -> own.find(TinyRun.NETWORK, config, key -> true, HADOOP))
        .isInstanceOf(OutputRefusedException.class);
  }

  @Test
  void onlyARunHasStepsToChooseFrom() {
    WeightsSource source = WeightsSource.in(exported.toString(), CheckpointChoice.ofStep(3));

    assertThatThrownBy(() -> source.find(TinyRun.NETWORK, config(), key -> true, HADOOP))
        .isInstanceOf(NoCheckpointException.class)
        .hasMessageContaining("set sampling.checkpoint to 0");
  }

  @Test
  void aFolderOfNoneOfTheseIsRefused() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));

    assertThatThrownBy(() -> find(other))
        .isInstanceOf(NoCheckpointException.class)
        .hasMessage(
            "No weights in %s: expected the folder of a run, of one of its checkpoints, or of a pipeline of diffusers (model_index.json)"
                .formatted(other));
  }

  @Test
  void weightsThatHaveChangedSinceAreNotRead() throws IOException {
    Path changing = folder.resolve("changing");
    export(find(run), changing);
    Weights found = find(changing);
    Path file = changing.resolve("unet/diffusion_pytorch_model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> found.read(LAYOUT, HADOOP))
        .isInstanceOf(UnusableWeightsException.class)
        .hasMessageContaining("have changed");
  }

  @Test
  void anExportHasNoOtherFilesBesidesItsOwn() {
    assertThat(exported)
        .isDirectoryRecursivelyContaining("glob:**/unet/model.onnx")
        .isDirectoryNotContaining("glob:**.crc");
  }

  @Test
  void anExportIsReplacedByOneWithoutOnnx() throws IOException {
    Path again = folder.resolve("again");
    export(find(run), again);

    new ExportFolder(path(again), HADOOP)
        .write(new ExportFolder.Content(PIPELINE, find(run), Map.of()), false);

    assertThat(again.resolve("unet/model.onnx")).doesNotExist();
    assertThat(find(again).sha256()).isEqualTo(find(run).sha256());
  }

  @Test
  void whatIsNoExportIsNotWrittenOver() throws IOException {
    Path other = Files.createDirectories(folder.resolve("foreign"));
    Files.writeString(other.resolve("model_index.json"), "{}");

    assertThatThrownBy(() -> export(find(run), other))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("holds files but no spark-ddpm.json");
  }

  @Test
  void anExportTellsWhereItsWeightsComeFrom() throws IOException {
    String json = Files.readString(exported.resolve("spark-ddpm.json"));

    String digest = find(run).sha256();
    assertThat(json).contains(digest, "\"datasetDigest\"", "\"step\" : 3");
  }

  private static void export(Weights weights, Path target) throws IOException {
    new ExportFolder(path(target), HADOOP)
        .write(new ExportFolder.Content(PIPELINE, weights, Map.of("spark-ddpm", "test")), true);
  }

  private static org.apache.hadoop.fs.Path path(Path local) {
    return new org.apache.hadoop.fs.Path(local.toUri());
  }

  private static Weights find(Path place) throws IOException {
    return find(place, place.startsWith(run) ? TinyRun.config(4, 3) : config());
  }

  private static Weights find(Path place, ObjectNode config) throws IOException {
    return WeightsSource.in(place.toString(), CheckpointChoice.NEWEST)
        .find(TinyRun.NETWORK, config, key -> true, HADOOP);
  }

  private static ObjectNode config() {
    return (ObjectNode) new PipelineKeys(PIPELINE).config(TinyRun.NETWORK);
  }
}
