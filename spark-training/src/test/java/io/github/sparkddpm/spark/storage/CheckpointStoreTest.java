package io.github.sparkddpm.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.sparkddpm.checkpoint.Checkpoint;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Provenance;
import io.github.sparkddpm.checkpoint.UnusableCheckpointException;
import io.github.sparkddpm.data.DataPosition;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.ParameterLayout.Tensor;
import io.github.sparkddpm.spark.prepare.FailingFileSystem;
import io.github.sparkddpm.spark.storage.CheckpointStore.Newest;
import io.github.sparkddpm.training.Hyperparameters;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CheckpointStoreTest {

  private static final ParameterLayout LAYOUT =
      new ParameterLayout(List.of(new Tensor("weight", 0, List.of(5L, 4L))));

  @TempDir private Path root;
  private CheckpointStore store;

  @BeforeEach
  void open() throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(root.toUri());
    store = new CheckpointStore(new org.apache.hadoop.fs.Path(path, "run"), new Configuration());
  }

  @Test
  void aStoreThatIsNotThereYetHoldsNothing() throws IOException {
    assertThat(store.steps()).isEmpty();
    assertThat(newest()).isNull();
    store.prune(100, 1, 0, Set.of());
  }

  @Test
  void theNewestOfAllSavedCheckpointsIsReadBack() throws IOException {
    save(9000, 10000, 500);
    Newest<Checkpoint> newest = newest();
    assertThat(store.steps()).containsExactly(500L, 9000L, 10000L);
    assertThat(newest.step()).isEqualTo(10000);
    assertThat(newest.content().state()).isEqualTo(state(10000));
    assertThat(root.resolve("run/step-000000500/checkpoint.json")).exists();
  }

  @Test
  void aCheckpointIsFoundWhateverDigitsTheLanguageHas() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      save(1000);
      assertThat(store.steps()).containsExactly(1000L);
      assertThat(root.resolve("run/step-000001000/checkpoint.json")).exists();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anUnfinishedCheckpointIsNotSeen() throws IOException {
    save(1000, 2000);
    Files.delete(file(2000, "checkpoint.json"));
    assertThat(store.steps()).containsExactly(1000L);
    assertThat(newest().step()).isEqualTo(1000);
  }

  @Test
  void damagedCheckpointsArePassedOverAndNamedIfNoneIsLeft() throws IOException {
    save(1000, 2000, 3000);
    alter(3000, "model.safetensors");
    Files.delete(file(2000, "ema.safetensors"));
    assertThat(newest().step()).isEqualTo(1000);
    Files.delete(file(1000, "ema.safetensors"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::newest)
        .withMessageContaining("All 3 checkpoints under")
        .withMessageContaining("step-000003000/model.safetensors has sha256")
        .withMessageContaining("step-000002000/ema.safetensors is missing");
  }

  @Test
  void damageThatTheFileSystemFindsFirstIsPassedOverToo() throws IOException {
    save(1000, 2000);
    byte[] content = Files.readAllBytes(file(2000, "optimizer.safetensors"));
    var path = new org.apache.hadoop.fs.Path(file(2000, "optimizer.safetensors").toUri());
    try (OutputStream out = FileSystem.getLocal(new Configuration()).create(path)) {
      out.write(content);
    }
    alter(2000, "optimizer.safetensors");
    assertThat(newest().step()).isEqualTo(1000);
  }

  @Test
  void aRunWhoseCheckpointsAreAllDamagedDoesNotStartAfresh() throws IOException {
    save(1000, 2000);
    Files.delete(file(1000, "ema.safetensors"));
    Files.delete(file(2000, "ema.safetensors"));
    assertThatExceptionOfType(UnusableCheckpointException.class)
        .isThrownBy(this::newest)
        .withMessageContaining("All 2 checkpoints under")
        .withMessageContaining("delete them to start afresh")
        .withMessageContaining("step-000001000/ema.safetensors is missing");
  }

  @Test
  void aCheckpointOfAnotherNetworkIsNotPassedOver() throws IOException {
    save(1000);
    ParameterLayout other = new ParameterLayout(List.of(new Tensor("weight", 0, List.of(4L, 5L))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.newest(folder -> CheckpointFormat.readEma(folder, other)))
        .withMessageContaining("of shape [5, 4], the network has it of shape [4, 5]");
  }

  @Test
  void savingAStepAgainReplacesItWithAllItsLeftovers() throws IOException {
    save(1000);
    Path leftover = Files.writeString(file(1000, "leftover"), "from a crash");
    store.save(LAYOUT, checkpoint(1000, 77));
    assertThat(newest().content().state().ema()).isEqualTo(vector(78));
    assertThat(leftover).doesNotExist();
  }

  @Test
  void pruningKeepsTheNewestFewAndRemovesUnfinishedOldOnes() throws IOException {
    save(1000, 2000, 3000, 4000);
    Files.delete(file(2000, "checkpoint.json"));
    Path foreign = Files.writeString(root.resolve("run/notes.txt"), "not ours");
    store.prune(4000, 2, 0, Set.of());
    assertThat(store.steps()).containsExactly(3000L, 4000L);
    assertThat(root.resolve("run/step-000002000")).doesNotExist();
    assertThat(root.resolve("run/step-000001000")).doesNotExist();
    assertThat(foreign).exists();
  }

  @Test
  void everySoManyStepsACheckpointIsKeptForEver() throws IOException {
    save(1000, 2000, 3000, 4000, 5000);
    store.prune(5000, 1, 2000, Set.of());
    assertThat(store.steps()).containsExactly(2000L, 4000L, 5000L);
  }

  @Test
  void aDiskThatFillsUpCostsTheNewCheckpointAlone() throws IOException {
    save(1000);
    Configuration full = new Configuration();
    FailingFileSystem.registerFull(full, 100);
    CheckpointStore onFullDisk =
        new CheckpointStore(
            new org.apache.hadoop.fs.Path("failing://" + root.resolve("run")), full);
    assertThatExceptionOfType(OutputWriteException.class)
        .isThrownBy(() -> onFullDisk.save(LAYOUT, checkpoint(2000, 2000)))
        .withMessageContaining("Cannot write checkpoint failing:")
        .withMessageContaining("step-000002000: No space left on device; make room");
    assertThat(root.resolve("run/step-000002000")).doesNotExist();
    assertThat(newest().content().state()).isEqualTo(state(1000));
  }

  @Test
  void pruningNeverTradesTheCheckpointJustSavedForANewerDamagedOne() throws IOException {
    save(1000, 3000);
    Files.delete(file(3000, "ema.safetensors"));
    save(2000);
    store.prune(2000, 1, 0, Set.of());
    assertThat(store.steps()).containsExactly(2000L, 3000L);
    assertThat(newest().step()).isEqualTo(2000);
  }

  @Test
  void keepingNoneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.prune(1000, 0, 0, Set.of()))
        .withMessage("At least 1 checkpoint must be kept, got 0");
  }

  private Newest<Checkpoint> newest() throws IOException {
    return store.newest(folder -> CheckpointFormat.read(folder, LAYOUT)).orElse(null);
  }

  private void save(long... steps) throws IOException {
    for (long step : steps) {
      store.save(LAYOUT, checkpoint(step, step));
    }
  }

  private Path file(long step, String name) {
    return root.resolve(String.format(Locale.ROOT, "run/step-%09d/%s", step, name));
  }

  private void alter(long step, String name) throws IOException {
    byte[] content = Files.readAllBytes(file(step, name));
    content[content.length - 1] ^= 1;
    Files.write(file(step, name), content);
  }

  private static Checkpoint checkpoint(long step, long values) {
    TrainingState state = state(values);
    return new Checkpoint(
        new TrainingState(
            step, state.parameters(), state.ema(), state.adamMean(), state.adamVariance()),
        new DataPosition(0, 0, step, step),
        Hyperparameters.of(new OptimizerConfig(1e-3, 0, 1, 0.9, 0)),
        JsonNodeFactory.instance.objectNode(),
        new Provenance(Map.of(), "digest", 1));
  }

  private static TrainingState state(long values) {
    return new TrainingState(
        values, vector(values), vector(values + 1), vector(values + 2), vector(values + 3));
  }

  private static INDArray vector(long start) {
    return Nd4j.linspace(DataType.FLOAT, (double) start, 0.5, LAYOUT.length());
  }
}
