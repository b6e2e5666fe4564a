package io.github.sparkddpm.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.train.combine.Combiners;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that are asked to stop, in all ways of combining gradients. */
class StoppedTrainingTest extends WithTinyDataset {

  private static final int STEPS = 12;

  @TempDir private Path folder;

  /** Asked when the metrics of step 4 are told: rounds are of 5 steps, checkpoints of 3. */
  @ParameterizedTest
  @CsvSource({"ALL_REDUCE, 1", "ALL_REDUCE, 2", "PARAMETER_AVERAGING, 2"})
  void aRunThatWasStoppedAndResumedEndsAsOneThatWasLeftAloneBitForBit(CombineMode mode, int workers)
      throws Exception {
    stopAndResume(plan(mode, workers));
  }

  @Test
  void aRunOfTorchThatWasStoppedAndResumedDoesToo() throws Exception {
    EngineConfig torch =
        new EngineConfig(
            EngineConfig.Name.TORCH, EngineConfig.Device.CPU, EngineConfig.Precision.FLOAT32);
    stopAndResume(TinyRun.computedBy(torch, plan(CombineMode.ALL_REDUCE, 2)));
  }

  private void stopAndResume(TrainingPlan plan) throws Exception {
    TinyRun.train(TinyRun.run(dataset, folder.resolve("alone"), plan));
    long step = stop(plan, folder.resolve("stopped"));

    assertThat(TinyRun.state(folder.resolve("stopped")).step()).isEqualTo(step);
    assertThat(folder.resolve("stopped/run.lock")).doesNotExist();
    assertThat(TinyRun.train(TinyRun.run(dataset, folder.resolve("stopped"), plan)).firstStep())
        .isEqualTo(step);
    assertThat(TinyRun.state(folder.resolve("stopped")))
        .matches(TinyRun.state(folder.resolve("alone"))::isSameAs);
  }

  @Test
  void sharedGradientsStopAfterTheRoundInFlight() throws Exception {
    TrainingPlan plan = plan(CombineMode.SHARED_GRADIENTS, 1);
    assertThat(stop(plan, folder)).isEqualTo(5);
    assertThat(TinyRun.train(TinyRun.run(dataset, folder, plan)).step()).isEqualTo(STEPS);
  }

  @Test
  void theFolderSaysWhoStoppedTheRunAndThatNoStepIsMissing() throws Exception {
    TrainingPlan plan = plan(CombineMode.ALL_REDUCE, 1);
    long step = stop(plan, folder);

    assertThat(Files.readString(folder.resolve("attempts.jsonl")).lines())
        .last()
        .asString()
        .contains("\"what\":\"stopped\",\"step\":%s,\"reason\":\"SIGTERM\"".formatted(step));
    assertThat(Files.readString(folder.resolve("metrics.jsonl")))
        .contains("\"step\":%s,".formatted(step));
  }

  /** Returns the step that it says it stopped after. */
  private static long stop(TrainingPlan plan, Path output) {
    StopRequest stop = new StopRequest();
    DistributedTrainer trainer =
        new DistributedTrainer(
            LocalSpark.session(),
            Combiners::of,
            event -> {
              if (event instanceof Measured && event.step() == 4) {
                assertThat(stop.make("SIGTERM")).isTrue();
                sleep();
              }
            },
            stop);
    long[] step = new long[1];
    assertThatThrownBy(() -> trainer.train(TinyRun.run(dataset, output, plan), TinyRun::decisive))
        .isInstanceOfSatisfying(
            TrainingPausedException.class,
            paused -> {
              step[0] = paused.step();
              assertThat(paused)
                  .hasMessage(
                      "Stopped by SIGTERM after step %d of 12, whose checkpoint is written: the"
                          + " same command resumes there",
                      step[0]);
            });
    // The step, or the round, that follows.
    assertThat(step[0]).isEqualTo(5);
    return step[0];
  }

  /** The worker waits for this listener, and then asks the driver again, in its next step. */
  private static void sleep() {
    try {
      Thread.sleep(300);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static TrainingPlan plan(CombineMode mode, int workers) {
    return TinyRun.on(
        new Combining(mode, new WorkerCount(workers), 60, 3, "0", TinyRun.ROUNDS),
        TinyRun.plan(STEPS));
  }
}
