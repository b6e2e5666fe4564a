package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.dl4j.PartEvent.Trained;
import io.github.sparkddpm.spark.train.events.MetricsCollector;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import io.github.sparkddpm.training.CombiningTime;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.StepReport;
import java.util.List;
import java.util.function.Consumer;

/** Tells of every step, in their order, what all-reduce tells of it. */
final class RoundProgress {

  private final TrainingPlan plan;
  private final int workers;
  private final Consumer<TrainingEvent> events;
  private MetricsCollector metrics;
  private long step;
  private int nonFiniteInARow;

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
    events.accept(new Started(done, plan.training().steps(), workers, plan.engine().description()));
  }

  /**
   * Reports the next step.
   *
   * @throws DivergedException if too many gradients in a row were not finite
   */
  void accept(List<Trained> parts) {
    StepReport report = report(parts);
    metrics.add(report, Double.NaN);
    step++;
    requireFinite(report);
    metrics.advanced(step).ifPresent(events);
    if (step % plan.training().intervals().logEvery() == 0) {
      measured();
    }
  }

  /** Reports the metrics of the last steps. */
  void end() {
    if (step % plan.training().intervals().logEvery() != 0) {
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
        plan.training().optimizer().learningRate(step),
        Double.NaN,
        CombiningTime.UNKNOWN);
  }

  private void requireFinite(StepReport report) {
    nonFiniteInARow = report.skipped() ? nonFiniteInARow + 1 : 0;
    if (nonFiniteInARow > plan.training().optimizer().maxNonFiniteSteps()) {
      throw new DivergedException(step - 1, nonFiniteInARow);
    }
  }
}
