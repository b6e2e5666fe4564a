package io.github.sparkddpm.spark.train.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.Combining;
import io.github.sparkddpm.spark.train.DistributedTrainer;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.TrainingFailedException;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.spark.train.WithTinyDataset;
import io.github.sparkddpm.spark.train.WorkerCount;
import io.github.sparkddpm.spark.train.combine.Combiners;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ReplicaGroup as threads of this JVM, in real barrier stages and with the real collective. */
@Timeout(180)
class AllReduceTest extends WithTinyDataset {

  private static final String ENGINE = "dl4j on cpu in float32 (nd4j 1.0.0-M2.1)";

  @TempDir private Path output;

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void anyNumberOfWorkersTrainsTheSameNetwork(int workers) throws IOException {
    List<TrainingEvent> one =
        train(
            output.resolve("one"),
            TinyRun.learning(TinyRun.OF_V, TinyRun.plan(30, TinyRun.adamW(1))));
    List<TrainingEvent> several =
        train(
            output.resolve("several"),
            TinyRun.on(
                workers,
                TinyRun.learning(TinyRun.OF_V, TinyRun.plan(30, TinyRun.adamW(4 / workers)))));

    TrainingState expected = state(output.resolve("one"));
    TrainingState found = state(output.resolve("several"));
    double distance = found.parameters().distance2(expected.parameters());
    assertThat(distance / expected.parameters().norm2Number().doubleValue()).isLessThan(1e-5);
    assertThat(several.get(0)).isEqualTo(new Started(0, 30, workers, ENGINE));
    for (int i = 0; i < 15; i++) {
      StepMetrics there = metrics(one).get(i);
      StepMetrics here = metrics(several).get(i);
      assertThat(here.loss() / there.loss()).isBetween(1 - 1e-4, 1 + 1e-4);
      assertThat(here.learningRate()).isEqualTo(there.learningRate());
      assertThat(here.secondsCombining()).isPositive();
      // The same images at the same timesteps fall into the same quarters.
      for (int quarter = 0; quarter < 4; quarter++) {
        assertThat(here.lossByQuarter().get(quarter).isNaN())
            .isEqualTo(there.lossByQuarter().get(quarter).isNaN());
      }
    }
  }

  @Test
  void nothingOfABarrierStageKeepsTheProcessAlive() throws IOException {
    train(output, TinyRun.on(2, TinyRun.plan(1)));

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !thread.isDaemon())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("arrier"));
  }

  @Test
  void aResumedRunOnTwoWorkersEndsAsOneThatNeverStoppedBitForBit() throws IOException {
    Path whole = output.resolve("whole");
    Path parts = output.resolve("parts");
    train(whole, TinyRun.on(2, TinyRun.plan(8)));
    // Within an epoch of 6 steps, at its end, and after it.
    for (long steps : new long[] {3, 6, 7, 8}) {
      train(parts, TinyRun.on(2, TinyRun.plan(steps)));
    }

    assertThat(state(parts)).matches(state(whole)::isSameAs);
  }

  @Test
  void anAttemptThatFailsIsFollowedByOneFromTheLastCheckpoint() throws IOException {
    Path whole = output.resolve("whole");
    Path failing = output.resolve("failing");
    TrainingPlan plan =
        TinyRun.on(2, TinyRun.learning(TinyRun.OF_V, TinyRun.plan(8, TinyRun.adamW(2))));
    train(whole, plan);
    try (Killer killer = new Killer(event -> event.step() == 4, 1)) {
      List<TrainingEvent> events = train(failing, plan, killer);

      assertThat(events.stream().filter(Started.class::isInstance))
          .containsExactly(new Started(0, 8, 2, ENGINE), new Started(3, 8, 2, ENGINE));
    }
    assertThat(state(failing)).matches(state(whole)::isSameAs);
    assertThat(Files.readAllLines(failing.resolve("attempts.jsonl")))
        .satisfiesExactly(
            first -> assertThat(first).contains("\"started\",\"step\":0,\"workers\":2"),
            second -> assertThat(second).contains("\"failed\"", "Worker 1 on executor driver"),
            third -> assertThat(third).contains("\"started\",\"step\":3,\"workers\":2"));
  }

  @Test
  void attemptsThatDoNotGetFurtherAreNotRepeatedForEver() {
    Combining twice =
        new Combining(CombineMode.ALL_REDUCE, new WorkerCount(2), 60, 2, "0", TinyRun.ROUNDS);
    try (Killer killer = new Killer(event -> event.step() == 4, 100)) {
      List<TrainingEvent> events = new CopyOnWriteArrayList<>();
      assertThatThrownBy(
              () -> train(output, TinyRun.on(twice, TinyRun.plan(8)), killer.andThen(events::add)))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageMatching(
              "Training failed 3 times since step 3, the last time at step \\d\\. Worker \\d on"
                  + " executor driver \\(.+\\) failed: .*");
      assertThat(events.stream().filter(Started.class::isInstance))
          .extracting(TrainingEvent::step)
          .containsExactly(0L, 3L, 3L, 3L);
    }
  }

  @Test
  void aRunThatDivergesIsNotTriedAgain() {
    TrainingPlan absurd = TinyRun.plan(50, new OptimizerConfig(1e30, 0, 1e30, 0.9, 0));
    List<TrainingEvent> events = new CopyOnWriteArrayList<>();

    assertThatThrownBy(() -> train(output, TinyRun.on(2, absurd), events::add))
        .isInstanceOf(DivergedException.class);
    assertThat(events.stream().filter(Started.class::isInstance)).hasSize(1);
  }

  @Test
  void aShardThatOneWorkerCannotReadIsNamedAtOnce(@TempDir Path folder) throws IOException {
    PreparedDataset damaged = TinyRun.dataset(folder);
    Files.delete(folder.resolve("prepared/shards/shard-00001.parquet"));
    TrainingRun run = TinyRun.run(damaged, output, TinyRun.on(2, TinyRun.plan(4)));

    assertThatThrownBy(() -> TinyRun.train(run))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("shard-00001.parquet");
  }

  @Test
  void moreWorkersThanThereIsRoomForAreRefusedWithWhatToSet() {
    assertThatThrownBy(() -> train(output.resolve("a"), TinyRun.on(5, bigBatch())))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContainingAll("master local[4] has 4", "training.workers = 4", "local[5]");
  }

  @Test
  void moreWorkersThanImagesInABatchAreRefused() {
    assertThatThrownBy(() -> train(output, TinyRun.on(5, TinyRun.plan(4))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "training.workers must be auto (one for every executor), or 1 to training.batch-size"
                + " (4), got 5");
  }

  private static TrainingPlan bigBatch() {
    return TinyRun.batched(8, TinyRun.plan(4));
  }

  /** Kills the task of worker 1 when an event is seen, so many times. */
  private static final class Killer extends SparkListener
      implements Consumer<TrainingEvent>, AutoCloseable {

    private final SparkSession spark = LocalSpark.session();
    private final Predicate<TrainingEvent> when;
    private int times;
    private volatile long task;

    Killer(Predicate<TrainingEvent> when, int times) {
      this.when = when;
      this.times = times;
      spark.sparkContext().addSparkListener(this);
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (start.taskInfo().index() == 1) {
        task = start.taskInfo().taskId();
      }
    }

    @Override
    public synchronized void accept(TrainingEvent event) {
      if (event instanceof Measured && when.test(event) && times-- > 0) {
        spark.sparkContext().killTaskAttempt(task, false, "by the test");
      }
    }

    @Override
    public void close() {
      spark.sparkContext().removeSparkListener(this);
    }
  }

  private static List<TrainingEvent> train(Path output, TrainingPlan plan) throws IOException {
    return train(output, plan, event -> {});
  }

  private static List<TrainingEvent> train(
      Path output, TrainingPlan plan, Consumer<TrainingEvent> listener) throws IOException {
    List<TrainingEvent> events = new CopyOnWriteArrayList<>();
    new DistributedTrainer(LocalSpark.session(), Combiners::of, listener.andThen(events::add))
        .train(TinyRun.run(dataset, output, plan), TinyRun::decisive);
    return events;
  }

  private static List<StepMetrics> metrics(List<TrainingEvent> events) {
    return events.stream()
        .filter(Measured.class::isInstance)
        .map(event -> ((Measured) event).metrics())
        .toList();
  }

  private static TrainingState state(Path output) throws IOException {
    return new RunFolder(output.toString(), new Configuration())
        .checkpoints()
        .newest(folder -> CheckpointFormat.read(folder, ParameterLayout.of(TinyRun.NETWORK)))
        .orElseThrow()
        .content()
        .state();
  }
}
