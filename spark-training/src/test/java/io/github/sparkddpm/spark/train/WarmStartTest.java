package io.github.sparkddpm.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.checkpoint.UnusableWeightsException;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.prepare.Preparing;
import io.github.sparkddpm.spark.source.IdxSource;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.storage.RunRecord;
import io.github.sparkddpm.spark.train.combine.Combiners;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmStartTest {

  @TempDir private static Path shared;
  private static PreparedDataset dataset;
  private static Path parent;
  private static Path child;

  @TempDir private Path folder;

  @BeforeAll
  static void trainParentAndChild() throws IOException {
    dataset = TinyRun.dataset(shared);
    parent = shared.resolve("parent");
    TinyRun.train(TinyRun.run(dataset, parent, TinyRun.plan(3)));
    child = shared.resolve("child");
    start(run(dataset, child, 3), parent);
  }

  @Test
  void stepZeroEqualsTheParentsAverage() throws IOException {
    TrainingState zero = state(child, 0, TinyRun.NETWORK);

    float[] average = TinyRun.state(parent).ema().toFloatVector();
    assertThat(zero.parameters().toFloatVector()).isEqualTo(average);
    assertThat(zero.ema().toFloatVector()).isEqualTo(average);
    assertThat(zero.adamMean().sumNumber().doubleValue()).isZero();
    assertThat(TinyRun.state(child).ema().toFloatVector()).isNotEqualTo(average);
  }

  @Test
  void theRunAndItsCheckpointsNameTheParentsDigest() throws IOException {
    String digest = store(parent).manifest(3).files().get(CheckpointFormat.EMA).sha256();

    Manifest manifest = store(child).manifest(3);

    assertThat(manifest.provenance().parent())
        .containsEntry("sha256", digest)
        .containsEntry("step", "3")
        .containsEntry("start-from", parent.toString());
    byte[] record = Files.readAllBytes(child.resolve("run.json"));
    assertThat(RunRecord.read(record, "run.json").provenance()).isEqualTo(manifest.provenance());
  }

  @Test
  void aRunResumesWithoutItsParentAsIfItHadNeverStopped() throws IOException {
    Path once = folder.resolve("once");
    Path twice = folder.resolve("twice");
    copy(child, once);
    FileUtil.fullyDelete(TinyRun.checkpoint(once, 3).toFile());
    copy(child, twice);
    Path away = Files.move(parent, folder.resolve("away"));
    try {
      start(run(dataset, once, 6), parent);
      start(run(dataset, twice, 6), parent);
    } finally {
      Files.move(away, parent);
    }

    assertThat(TinyRun.state(twice).isSameAs(TinyRun.state(once))).isTrue();
  }

  @Test
  void aRunThatEndedBeforeItsFirstCheckpointBeginsWithTheSameWeights() throws IOException {
    Path again = folder.resolve("again");
    copy(child, again);
    FileUtil.fullyDelete(again.resolve("checkpoints").toFile());

    start(run(dataset, again, 3), parent);

    assertThat(TinyRun.state(again).isSameAs(TinyRun.state(child))).isTrue();
  }

  @Test
  void aRunWhoseParametersStayThoseOfItsParentHasTrainedNothing() {
    OptimizerConfig tooSmall = new OptimizerConfig(1e-60, 0, 1, 0.9, 1);
    TrainingRun run = run(dataset, folder.resolve("still"), TinyRun.plan(3, tooSmall));

    assertThatThrownBy(() -> start(run, parent)).isInstanceOf(NothingTrainedException.class);
  }

  @Test
  void weightsThatAreNotTheRecordedOnesDoNotBeginARun() throws IOException {
    Path forged = Files.createDirectories(folder.resolve("forged"));
    String record = Files.readString(child.resolve("run.json"));
    String digest = store(parent).manifest(3).files().get(CheckpointFormat.EMA).sha256();
    Files.writeString(forged.resolve("run.json"), record.replace(digest, "0".repeat(64)));

    assertThatThrownBy(() -> start(run(dataset, forged, 3), parent))
        .isInstanceOf(UnusableWeightsException.class)
        .hasMessageContaining("have changed");
    assertThat(forged.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void dl4jsWayBeginsWithTheParentToo() throws IOException {
    Path output = folder.resolve("run");
    Combining averaging =
        new Combining(
            CombineMode.PARAMETER_AVERAGING, new WorkerCount(1), 60, 3, "0", TinyRun.ROUNDS);
    TrainingRun run = run(dataset, output, TinyRun.on(averaging, TinyRun.plan(5)));

    start(run, TinyRun.checkpoint(parent, 3));

    TrainingState end = TinyRun.state(output);
    double fromParent = end.parameters().distance2(TinyRun.state(parent).ema());
    double length = end.parameters().norm2Number().doubleValue();
    assertThat(fromParent).isPositive().isLessThan(length / 4);
  }

  @Test
  void imagesMayHaveAnotherSize() throws IOException {
    UNetConfig network = new UNetConfig(16, 1, 8, List.of(1, 2), 1, List.of(8), 0, 4);
    PreparedDataset larger =
        Preparing.dataset(
            new IdxSource(TinyRun.images(folder, 0).toString(), Optional.empty()),
            new ImageShape(1, 16, 16),
            2,
            folder.resolve("larger"));
    Path output = folder.resolve("run");

    start(run(larger, output, of(network, TinyRun.plan(1))), parent);

    assertThat(state(output, 0, network).ema().toFloatVector())
        .isEqualTo(TinyRun.state(parent).ema().toFloatVector());
  }

  @Test
  void anotherNetworkIsRefusedByItsTensor() {
    UNetConfig network = new UNetConfig(8, 1, 8, List.of(1, 2), 2, List.of(4), 0.1, 4);
    TrainingRun run = run(dataset, folder.resolve("run"), of(network, TinyRun.plan(3)));

    assertThatThrownBy(() -> start(run, parent))
        .isInstanceOf(UnusableWeightsException.class)
        .hasMessageContaining("has no tensor down_blocks.0.resnets.1.norm1.weight");
    assertThat(folder.resolve("run/run.json")).doesNotExist();
  }

  @Test
  void anotherNoiseScheduleIsRefused() {
    TrainingRun run = run(dataset, folder.resolve("run"), 3);
    ((ObjectNode) run.record().config()).putObject("diffusion").put("schedule", "cosine");

    assertThatThrownBy(() -> start(run, parent))
        .isInstanceOf(UnusableWeightsException.class)
        .hasMessageContaining("diffusion.schedule (nothing there, \"cosine\" here)");
  }

  @Test
  void aFolderWithoutWeightsIsRefused() {
    assertThatThrownBy(() -> start(run(dataset, folder.resolve("run"), 3), folder))
        .isInstanceOf(NoCheckpointException.class)
        .hasMessageStartingWith("No weights in " + folder);
  }

  @Test
  void aRunThatBeganWithOtherWeightsIsRefused() {
    assertThatThrownBy(() -> TinyRun.train(run(dataset, child, 3)))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("began with other weights")
        .hasMessageContaining("random ones here");
    assertThatThrownBy(() -> start(run(dataset, parent, 3), child))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("random ones there");
  }

  private static void start(TrainingRun run, Path from) throws IOException {
    WarmStart start = new WarmStart(from.toString(), key -> key.startsWith("diffusion."));
    new DistributedTrainer(LocalSpark.session(), Combiners::of, event -> {})
        .train(run, Optional.of(start), TinyRun::decisive);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static TrainingRun run(PreparedDataset images, Path output, long steps) {
    return run(images, output, TinyRun.plan(steps));
  }

  private static TrainingRun run(PreparedDataset images, Path output, TrainingPlan plan) {
    return TinyRun.run(images, output, plan);
  }

  private static TrainingPlan of(UNetConfig network, TrainingPlan plan) {
    return new TrainingPlan(plan.seed(), network, plan.diffusion(), plan.training(), plan.engine());
  }

  private static CheckpointStore store(Path output) throws IOException {
    return new RunFolder(output.toString(), new Configuration()).checkpoints();
  }

  private static TrainingState state(Path output, long step, UNetConfig network)
      throws IOException {
    return CheckpointFormat.read(store(output).folder(step), ParameterLayout.of(network)).state();
  }
}
