package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.dl4j.PartEvent.Trained;
import io.github.sparkddpm.spark.train.events.MetricsCollector;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Advanced;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.StepReport;
import java.util.List;
import java.util.function.Consumer;

/** Tells of every step, in their order, what all-reduce tells of it. */
final class RoundProgress {

  private static final double ADVANCED_SECONDS = 1;

  private final TrainingPlan plan;
  private final int workers;
  private final Consumer<TrainingEvent> events;
  private MetricsCollector metrics;
  private long step;
  private int nonFiniteInARow;
  private long imagesSince;
  private long lastAdvanced;

  RoundProgress(TrainingPlan plan, int workers, Consumer<TrainingEvent> events) {
    this.plan = plan;
    this.workers = workers;
    this.events = events;
  }

  /**
   * Says that training begins, or begins again.
   *
   * @param done steps done
   */
  void begin(long done) {
    step = done;
    metrics = new MetricsCollector(plan.diffusion().schedule().timesteps());
    nonFiniteInARow = 0;
    imagesSince = 0;
    lastAdvanced = System.nanoTime();
    events.accept(new Started(done, plan.steps(), workers, plan.engine().description()));
  }

  /**
   * Reports the next step.
   *
   * @throws DivergedException if too many gradients in a row were not finite
   */
  void accept(List<Trained> parts) {
    StepReport report = report(parts);
    metrics.add(report, Double.NaN);
    imagesSince += report.images();
    step++;
    requireFinite(report);
    advanced();
    if (step % plan.intervals().logEvery() == 0) {
      measured();
    }
  }

  /** Reports the metrics of the last steps. */
  void end() {
    if (step % plan.intervals().logEvery() != 0) {
      measured();
    }
  }

  private void measured() {
    events.accept(new Measured(metrics.take(step)));
  }

  /**
   * Returns a report of a step. A step any part of which has no finite gradient counts as one that
   * has none.
   */
  private StepReport report(List<Trained> parts) {
    return new StepReport(
        parts.stream()
            .flatMap(part -> part.losses().stream())
            .mapToDouble(Double::doubleValue)
            .toArray(),
        parts.stream()
            .flatMap(part -> part.timesteps().stream())
            .mapToInt(Integer::intValue)
            .toArray(),
        parts.stream().mapToDouble(Trained::gradientNorm).average().orElseThrow(),
        plan.optimizer().learningRate(step),
        Double.NaN,
        Double.NaN);
  }

  private void requireFinite(StepReport report) {
    nonFiniteInARow = report.skipped() ? nonFiniteInARow + 1 : 0;
    if (nonFiniteInARow > plan.optimizer().maxNonFiniteSteps()) {
      throw new DivergedException(step - 1, nonFiniteInARow);
    }
  }

  private void advanced() {
    double seconds = (System.nanoTime() - lastAdvanced) / 1e9;
    if (seconds >= ADVANCED_SECONDS) {
      events.accept(new Advanced(step, metrics.smoothedLoss(), imagesSince / seconds));
      imagesSince = 0;
      lastAdvanced = System.nanoTime();
    }
  }
}
