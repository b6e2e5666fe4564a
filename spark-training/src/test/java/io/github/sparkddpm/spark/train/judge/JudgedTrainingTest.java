package io.github.sparkddpm.spark.train.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.sparkddpm.data.BatchSource;
import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.data.ShardReader;
import io.github.sparkddpm.spark.evaluate.ImageJudge;
import io.github.sparkddpm.spark.evaluate.TinyJudge;
import io.github.sparkddpm.spark.storage.BestCheckpoints;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.DistributedTrainer;
import io.github.sparkddpm.spark.train.Judging;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.spark.train.WithTinyDataset;
import io.github.sparkddpm.spark.train.combine.Combiners;
import io.github.sparkddpm.spark.train.events.AttemptLine;
import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Judged;
import io.github.sparkddpm.spark.weights.CheckpointChoice;
import io.github.sparkddpm.spark.weights.Weights;
import io.github.sparkddpm.spark.weights.WeightsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are judged on the way; their checkpoints are every 3 steps. */
@Timeout(180)
class JudgedTrainingTest extends WithTinyDataset {

  private static final Judging BY_LOSS = new Judging(1, 100, 0, 0, 2, 1);
  private static final Judging PATIENT = new Judging(1, 100, 4, 0, 2, 1);
  private static final Judging BY_BOTH = new Judging(3, 100, 0, 1, 20, 4);
  private static final Judging BY_MANY = new Judging(3, 100, 0, 1, 70, 2);

  @TempDir private Path output;

  @Test
  void aJudgedRunEndsBitForBitAsAnUnjudgedOne() throws IOException {
    Path judged = output.resolve("judged");
    Path unjudged = output.resolve("unjudged");
    train(unjudged, TinyRun.on(2, TinyRun.plan(8)), null);
    train(judged, TinyRun.on(2, TinyRun.judged(BY_BOTH, TinyRun.plan(8))), TinyJudge.of(dataset));

    assertThat(TinyRun.state(judged)).matches(TinyRun.state(unjudged)::isSameAs);
    assertThat(judgements(judged))
        .extracting(MetricsLine::step)
        .containsExactly(3L, 3L, 6L, 6L, 8L, 8L);
    assertThat(qualities(judged))
        .hasSize(3)
        .extracting(line -> line.quality().orElseThrow())
        .allSatisfy(
            quality -> {
              assertThat(quality.frechet()).isPositive();
              assertThat(quality.precision()).isBetween(0.0, 1.0);
              assertThat(quality.inceptionScore()).isBetween(1.0, 10.0);
            });
    assertThat(judgements(unjudged)).isEmpty();
    assertThat(unjudged.resolve("best.json")).doesNotExist();
  }

  @Test
  void aRunJudgedBySeveralNetworksSideBySideEndsBitForBitAsAnUnjudgedOne() throws IOException {
    Path judged = output.resolve("judged");
    Path unjudged = output.resolve("unjudged");
    TrainingPlan plan = TinyRun.threaded(2, TinyRun.batched(32, TinyRun.plan(6)));
    TrainingPlan many = TinyRun.judged(BY_MANY, plan);
    assertThat(JudgingNetworks.count(many, WorkerSlice.WHOLE, 2)).isEqualTo(2);
    train(unjudged, plan, null);
    train(judged, many, TinyJudge.of(dataset));

    assertThat(TinyRun.state(judged)).matches(TinyRun.state(unjudged)::isSameAs);
    assertThat(qualities(judged)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 6})
  void aRunThatIsKilledInTheMidstOfAJudgementGoesOnWithoutTheRestOfIt(long step)
      throws IOException {
    Path whole = output.resolve("whole");
    Path killed = output.resolve("killed");
    TrainingPlan plan = TinyRun.judged(BY_BOTH, TinyRun.plan(6, TinyRun.adamW(1)));
    train(whole, plan, TinyJudge.of(dataset));
    // The first of two averages is judged by then.
    Consumer<TrainingEvent> kill =
        event -> {
          if (event instanceof Judged && event.step() == step) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> train(killed, plan, TinyJudge.of(dataset), kill))
        .hasStackTraceContaining("killed");
    train(killed, plan, TinyJudge.of(dataset));

    assertThat(TinyRun.state(killed)).matches(TinyRun.state(whole)::isSameAs);
    List<String> judged = new ArrayList<>(List.of("3 ema", "3 ema-0.5", "6 ema", "6 ema-0.5"));
    assertThat(averagesJudged(whole)).isEqualTo(judged);
    judged.remove(step + " ema-0.5");
    assertThat(averagesJudged(killed)).isEqualTo(judged);
    assertThat(losses(killed)).extracting(MetricsLine::step).containsExactly(3L, 6L);
    assertThat(best(killed).orElseThrow().heldOutLoss())
        .isEqualTo(best(whole).orElseThrow().heldOutLoss());
    assertThat(folder(killed).checkpoints().steps())
        .contains(best(killed).orElseThrow().distance().step());
  }

  @Test
  void whatIsMeasuredIsTheSameForAnyNumberOfWorkers() throws IOException {
    Path one = output.resolve("one");
    Path three = output.resolve("three");
    // No step changes the parameters before the first measurement more than by rounding.
    train(one, TinyRun.judged(BY_BOTH, TinyRun.plan(3)), TinyJudge.of(dataset));
    train(three, TinyRun.on(3, TinyRun.judged(BY_BOTH, TinyRun.plan(3))), TinyJudge.of(dataset));

    for (int i = 0; i < 2; i++) {
      HeldOutLoss expected = losses(one).get(0).heldOut().get(i);
      HeldOutLoss found = losses(three).get(0).heldOut().get(i);
      assertThat(found.loss() / expected.loss()).isBetween(1 - 1e-5, 1 + 1e-5);
      assertThat(found.images()).isEqualTo(TinyRun.HELD_OUT);
    }
    double expected = qualities(one).get(0).quality().orElseThrow().frechet();
    double found = qualities(three).get(0).quality().orElseThrow().frechet();
    assertThat(found / expected).isBetween(1 - 1e-3, 1 + 1e-3);
  }

  @Test
  void aRunThatIsResumedMeasuresAndNamesTheSameBitForBit() throws IOException {
    Path whole = output.resolve("whole");
    Path parts = output.resolve("parts");
    train(whole, TinyRun.judged(BY_LOSS, TinyRun.plan(9)), null);
    for (long steps : new long[] {3, 6, 9}) {
      train(parts, TinyRun.judged(BY_LOSS, TinyRun.plan(steps)), null);
    }

    assertThat(losses(parts)).hasSize(9);
    assertThat(losses(parts).stream().map(MetricsLine::heldOut).toList())
        .isEqualTo(losses(whole).stream().map(MetricsLine::heldOut).toList());
    assertThat(best(parts)).isPresent().isEqualTo(best(whole));
  }

  @Test
  void theBestCheckpointStaysWhateverTheRetention() throws IOException {
    Path run = output.resolve("run");
    train(run, TinyRun.judged(BY_LOSS, TinyRun.plan(3)), null);
    praiseStep3(run);
    train(run, TinyRun.judged(BY_LOSS, TinyRun.plan(18)), null);

    assertThat(best(run).orElseThrow().heldOutLoss().step()).isEqualTo(3);
    assertThat(folder(run).checkpoints().steps()).containsExactly(3L, 15L, 18L);
  }

  @Test
  void everyAverageIsJudgedAndCanBeTheBest() throws IOException {
    Path run = output.resolve("run");
    TrainingPlan plan = TinyRun.judged(BY_BOTH, TinyRun.plan(6, TinyRun.adamW(1)));
    train(run, plan, TinyJudge.of(dataset));

    assertThat(losses(run).get(0).heldOut())
        .extracting(HeldOutLoss::weights)
        .containsExactly("raw", "ema", "ema-0.5");
    assertThat(qualities(run))
        .extracting(line -> line.quality().orElseThrow().weights())
        .containsExactly("ema", "ema-0.5", "ema", "ema-0.5");
    assertThat(TinyRun.checkpoint(run, 6).resolve("ema-0.5.safetensors")).exists();
    assertThat(TinyRun.state(run).moreEma()).hasSize(1);
    Weights best =
        WeightsSource.ofRun(
                run.toUri().toString(), CheckpointChoice.of(TextNode.valueOf("best-distance")))
            .find(TinyRun.NETWORK, TinyRun.config(4, 6), key -> false, new Configuration());
    BestCheckpoints.Best named = best(run).orElseThrow().distance();
    assertThat(best.step()).isEqualTo(named.step());
    assertThat(best.average()).isEqualTo(named.weights());
  }

  @Test
  void patienceEndsARunWhichThenIsFinished() throws IOException {
    Path run = output.resolve("run");
    train(run, TinyRun.judged(BY_LOSS, TinyRun.plan(3)), null);
    praiseStep3(run);

    DistributedTrainer.Result result = train(run, TinyRun.judged(PATIENT, TinyRun.plan(18)), null);
    DistributedTrainer.Result again = train(run, TinyRun.judged(PATIENT, TinyRun.plan(18)), null);

    assertThat(result.endedEarly()).isTrue();
    assertThat(result.step()).isEqualTo(7);
    assertThat(again.wasFinished()).isTrue();
    assertThat(again.endedEarly()).isTrue();
    assertThat(AttemptLine.read(folder(run).files()))
        .filteredOn(AttemptLine::isEarlyEnd)
        .extracting(AttemptLine::step)
        .containsExactly(7L, 7L);
    assertThat(folder(run).checkpoints().steps()).containsExactly(3L, 6L, 7L);
  }

  @Test
  void aJudgementThatFailsIsToldAndDoesNotEndTheRun() throws IOException {
    Path run = output.resolve("run");
    train(run, TinyRun.on(2, TinyRun.judged(BY_BOTH, TinyRun.plan(6))), TinyJudge.broken(dataset));

    assertThat(qualities(run)).isEmpty();
    assertThat(judgements(run).stream().flatMap(line -> line.judgementFailure().stream()))
        .hasSize(2)
        .allMatch(reason -> reason.startsWith("2 of 2 workers could not draw samples"));
    assertThat(best(run).orElseThrow().distance()).isNull();
  }

  @Test
  void heldOutImagesAreNeverTrainedOn() throws IOException {
    TrainingRun run = run(output, TinyRun.judged(BY_LOSS, TinyRun.plan(30)), null);
    long trained = run.dataset().count();
    Set<Long> seen = new TreeSet<>();
    try (BatchSource images =
        new BatchSource(
            run.plan().order(run.dataset(), 1),
            new ShardReader(run.dataset(), new Configuration()),
            run.plan().presentation(),
            WorkerSlice.WHOLE)) {
      for (long step = 0; step < 30; step++) {
        Arrays.stream(images.batch(step).ids()).forEach(seen::add);
      }
    }

    assertThat(seen).hasSize((int) trained).allMatch(id -> id < trained);
    assertThat(HeldOutImages.count(run)).isEqualTo(TinyRun.HELD_OUT);
    assertThat(trained + TinyRun.HELD_OUT).isEqualTo(run.dataset().manifest().count());
  }

  /** Changes what was told, as if the third step had been far better than all others. */
  private static void praiseStep3(Path run) throws IOException {
    Path metrics = run.resolve("metrics.jsonl");
    Files.writeString(
        metrics,
        Files.readString(metrics)
            .replaceAll("(\"step\":3,.*\"ema\",\"images\":7,\"loss\":)[0-9.]+", "$11e-9"));
  }

  private static TrainingRun run(Path folder, TrainingPlan plan, ImageJudge judge) {
    PreparedDataset trained = dataset.withoutLast(TinyRun.HELD_OUT);
    return TinyRun.run(trained, folder, plan).judgedBy(judge);
  }

  private static DistributedTrainer.Result train(Path folder, TrainingPlan plan, ImageJudge judge)
      throws IOException {
    return train(folder, plan, judge, event -> {});
  }

  private static DistributedTrainer.Result train(
      Path folder, TrainingPlan plan, ImageJudge judge, Consumer<TrainingEvent> listener)
      throws IOException {
    return new DistributedTrainer(LocalSpark.session(), Combiners::of, listener)
        .train(run(folder, plan, judge), TinyRun::decisive);
  }

  private static RunFolder folder(Path run) {
    return new RunFolder(run.toString(), new Configuration());
  }

  private static List<MetricsLine> judgements(Path run) throws IOException {
    return MetricsLine.read(folder(run).files()).stream().filter(MetricsLine::judges).toList();
  }

  private static List<MetricsLine> losses(Path run) throws IOException {
    return judgements(run).stream().filter(line -> !line.heldOut().isEmpty()).toList();
  }

  private static List<MetricsLine> qualities(Path run) throws IOException {
    return judgements(run).stream().filter(line -> line.quality().isPresent()).toList();
  }

  private static List<String> averagesJudged(Path run) throws IOException {
    return qualities(run).stream()
        .map(line -> line.step() + " " + line.quality().orElseThrow().weights())
        .toList();
  }

  private static Optional<BestCheckpoints> best(Path run) throws IOException {
    return BestCheckpoints.read(folder(run).files());
  }
}
