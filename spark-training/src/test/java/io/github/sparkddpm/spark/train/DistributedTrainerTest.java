package io.github.sparkddpm.spark.train;

import static io.github.sparkddpm.spark.train.TinyRun.checkpoint;
import static io.github.sparkddpm.spark.train.TinyRun.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkddpm.checkpoint.Provenance;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.EngineConfig.Device;
import io.github.sparkddpm.engine.EngineConfig.Name;
import io.github.sparkddpm.engine.EngineConfig.Precision;
import io.github.sparkddpm.engine.EngineException;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.prepare.Preparing;
import io.github.sparkddpm.spark.prepare.PreparingProcess;
import io.github.sparkddpm.spark.source.IdxSource;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.RunRecord;
import io.github.sparkddpm.spark.train.DistributedTrainer.Result;
import io.github.sparkddpm.spark.train.combine.Combiners;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributedTrainerTest extends WithTinyDataset {

  @TempDir private Path output;

  @Test
  void aResumedRunEndsAsOneThatNeverStoppedBitForBit() throws IOException {
    Path whole = output.resolve("whole");
    Path parts = output.resolve("parts");
    train(whole, 7);
    train(parts, 4);
    Result resumed = train(parts, 7);

    assertThat(resumed.firstStep()).isEqualTo(4);
    assertThat(resumed.wasFinished()).isFalse();
    assertThat(state(parts)).isEqualTo(state(whole));
    assertThat(state(whole).step()).isEqualTo(7);
  }

  @Test
  void whatComputedIsKeptWithTheRunItsAttemptsAndItsCheckpoints() throws IOException {
    train(output, 3);

    for (Path file :
        List.of(output.resolve("run.json"), checkpoint(output, 3).resolve("checkpoint.json"))) {
      assertThat(
              new ObjectMapper().readTree(file.toFile()).at("/provenance/versions/engine").asText())
          .isEqualTo("dl4j on cpu in float32");
    }
    assertThat(Files.readString(output.resolve("attempts.jsonl")))
        .contains("\"engine\":\"dl4j on cpu in float32 (nd4j 1.0.0-M2.1)\"");
  }

  @Test
  void anEngineThatTheBuildLacksIsRefusedBeforeAnythingIsWritten() {
    EngineConfig gpu = new EngineConfig(Name.DL4J, Device.CUDA, Precision.FLOAT32);
    TrainingRun run = TinyRun.run(dataset, output, TinyRun.plan(3).computedBy(gpu));

    assertThatThrownBy(() -> TinyRun.train(run))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("engine.device = cuda: dl4j of this build computes on cpu alone");
    assertThat(output).isEmptyDirectory();
  }

  @Test
  void theWaysOfDl4jAreRefusedByNameWithAnotherEngine() {
    EngineConfig torch = new EngineConfig(Name.TORCH, Device.CPU, Precision.FLOAT32);
    TrainingPlan averaging =
        TinyRun.on(
            new Combining(
                CombineMode.PARAMETER_AVERAGING, new WorkerCount(2), 60, 3, "0", TinyRun.ROUNDS),
            TinyRun.plan(3));

    assertThatThrownBy(() -> averaging.computedBy(torch))
        .isInstanceOf(EngineException.class)
        .hasMessage(
            "training.combine = parameter-averaging trains with dl4j alone, but the run computes"
                + " with torch on cpu in float32: set training.combine = all-reduce, or engine.name"
                + " = dl4j");
  }

  @Test
  void theDriverHearsOfEveryMetricAndCheckpointInOrder() throws IOException {
    List<TrainingEvent> events = new CopyOnWriteArrayList<>();
    new DistributedTrainer(LocalSpark.session(), Combiners::of, events::add)
        .train(TinyRun.run(dataset, output, TinyRun.plan(5)), TinyRun::decisive);

    events.removeIf(event -> event instanceof TrainingEvent.Advanced);
    assertThat(events)
        .extracting(TrainingEvent::getClass)
        .containsExactly(
            Started.class,
            Measured.class,
            CheckpointSaved.class,
            Measured.class,
            Measured.class,
            CheckpointSaved.class);
    StepMetrics last = ((Measured) events.get(4)).metrics();
    assertThat(last.step()).isEqualTo(5);
    assertThat(last.steps()).isEqualTo(1);
    assertThat(last.loss()).isBetween(0.1, 10.0);
    assertThat(last.learningRate()).isEqualTo(1e-3);
    assertThat(last.skippedSteps()).isZero();
  }

  @Test
  void theMetricsFileOfAResumedRunIsThatOfAWholeOne() throws IOException {
    Path whole = output.resolve("whole");
    Path parts = output.resolve("parts");
    train(whole, 6);
    train(parts, 5);
    Files.delete(checkpoint(parts, 5).resolve("checkpoint.json"));
    train(parts, 6);

    List<JsonNode> expected = metrics(whole);
    List<JsonNode> found = metrics(parts);
    assertThat(found)
        .extracting(line -> line.get("step").asLong())
        .containsExactly(2L, 3L, 4L, 6L, 6L);
    assertThat(found)
        .extracting(line -> line.has("checkpoint"))
        .containsExactly(false, true, false, false, true);
    assertThat(found.get(3).get("imagesSeen").asLong()).isEqualTo(6 * 4);
    assertThat(found.get(3).get("loss")).isEqualTo(expected.get(3).get("loss"));
    assertThat(found.get(3).get("lossByQuarter")).isEqualTo(expected.get(3).get("lossByQuarter"));
  }

  @Test
  void aDamagedCheckpointIsPassedOverForTheOneBefore() throws IOException {
    train(output, 6);
    TrainingState before = state(output);
    Path ema = checkpoint(output, 6).resolve("ema.safetensors");
    byte[] bytes = Files.readAllBytes(ema);
    bytes[bytes.length - 1] ^= 1;
    Files.write(ema, bytes);

    assertThat(train(output, 6).firstStep()).isEqualTo(3);
    assertThat(state(output)).isEqualTo(before);
  }

  @Test
  void aFinishedRunIsLeftAlone() throws IOException {
    train(output, 4);
    List<JsonNode> metrics = metrics(output);
    var written = Files.getLastModifiedTime(checkpoint(output, 4).resolve("checkpoint.json"));
    Object record = fileKey(output.resolve("run.json"));

    assertThat(train(output, 4).wasFinished()).isTrue();
    assertThat(fileKey(output.resolve("run.json"))).isEqualTo(record);
    assertThat(train(output, 2).wasFinished()).isTrue();
    assertThat(metrics(output)).isEqualTo(metrics);
    assertThat(Files.getLastModifiedTime(checkpoint(output, 4).resolve("checkpoint.json")))
        .isEqualTo(written);
  }

  @Test
  void anotherRunsFolderIsRefusedNamingWhatDiffers() throws IOException {
    train(output, 2);
    TrainingRun other = TinyRun.run(dataset, output, TinyRun.plan(2));
    RunRecord batchOf8 = new RunRecord(TinyRun.config(8, 2), other.record().provenance());
    RunRecord otherData =
        new RunRecord(other.record().config(), new Provenance(Map.of(), "feedbeef", 7));

    assertThatThrownBy(() -> train(other, batchOf8))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContainingAll("training.batch-size (4 there, 8 here)", "name another folder");
    assertThatThrownBy(() -> train(other, otherData))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContainingAll("another dataset", "feedbeef");
  }

  @Test
  void checkpointsOfAnUnknownRunAreNotTakenOver() throws IOException {
    train(output, 2);
    Files.delete(output.resolve("run.json"));

    assertThatThrownBy(() -> train(output, 4))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("holds checkpoints but no run.json");
  }

  @Test
  void aCheckpointSaysWhereInTheDataTheRunStands() throws IOException {
    train(output, 4);
    JsonNode manifest =
        new ObjectMapper().readTree(checkpoint(output, 4).resolve("checkpoint.json").toFile());

    // 24 images, 4 at a time, in one window.
    assertThat(manifest.get("position").toString())
        .isEqualTo("{\"epoch\":0,\"window\":0,\"windowStep\":4,\"imagesSeen\":16}");
    assertThat(manifest.at("/optimizer/warmupSteps").asInt()).isEqualTo(2);
  }

  @Test
  void aRunResumedWithGradientCheckpointingEndsAsOneWithoutBitForBit() throws IOException {
    Path whole = output.resolve("whole");
    Path parts = output.resolve("parts");
    train(whole, 7);
    TinyRun.train(TinyRun.run(dataset, parts, TinyRun.plan(4, TinyRun.recomputing())));
    train(parts, 7);

    assertThat(state(parts)).isEqualTo(state(whole));
  }

  @Test
  void aDatasetLargerThanItsWindowTrainsAndResumesBitForBit() throws IOException {
    Path whole = output.resolve("whole");
    Path parts = output.resolve("parts");
    TinyRun.train(TinyRun.run(dataset, whole, TinyRun.plan(9, 9)));
    TinyRun.train(TinyRun.run(dataset, parts, TinyRun.plan(4, 9)));
    TinyRun.train(TinyRun.run(dataset, parts, TinyRun.plan(9, 9)));
    TinyRun.train(TinyRun.run(dataset, output.resolve("one"), TinyRun.plan(9)));

    assertThat(state(parts)).isEqualTo(state(whole));
    assertThat(state(output.resolve("one"))).isNotEqualTo(state(whole));
  }

  @Test
  void aRunGoesOnBitForBitOnItsDatasetPreparedAgainByAnotherProcessInOtherShards()
      throws Exception {
    Path images = TinyRun.images(output, 0);
    PreparedDataset again =
        PreparingProcess.dataset(images, TinyRun.SHAPE, 5, output.resolve("again"));
    assertThat(again.manifest().shards().get(0).file()).matches("shards/shard-00000-\\d+.parquet");
    assertThat(output.resolve("again/shards").toFile().list()).hasSize(5);
    assertThat(again.manifest().digest()).isEqualTo(dataset.manifest().digest());
    Path whole = output.resolve("whole");
    Path parts = output.resolve("parts");
    train(whole, 7);
    train(parts, 4);
    TinyRun.train(TinyRun.run(again, parts, TinyRun.plan(7)));

    assertThat(state(parts)).isEqualTo(state(whole));
  }

  @Test
  void aRunOnADatasetThatDiffersInAPixelIsRefused() throws IOException {
    train(output, 2);
    Path images = TinyRun.images(output, 1);
    PreparedDataset other =
        Preparing.dataset(
            new IdxSource(images.toString(), Optional.empty()),
            TinyRun.SHAPE,
            2,
            output.resolve("other"));

    assertThatThrownBy(() -> TinyRun.train(TinyRun.run(other, output, TinyRun.plan(4))))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContainingAll("another dataset", other.manifest().digest());
  }

  private static Result train(Path output, long steps) throws IOException {
    return TinyRun.train(TinyRun.run(dataset, output, TinyRun.plan(steps)));
  }

  private static Result train(TrainingRun run, RunRecord record) throws IOException {
    return TinyRun.train(new TrainingRun(run.plan(), run.dataset(), run.output(), record));
  }

  /** Returns the key of a file, which changes if the file is written anew. */
  private static Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static List<JsonNode> metrics(Path output) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(output.resolve("metrics.jsonl"))) {
      lines.add(mapper.readTree(line));
    }
    return lines;
  }
}
