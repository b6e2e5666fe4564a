package io.github.sparkddpm.spark.train.events;

import io.github.sparkddpm.spark.train.events.TrainingEvent.Advanced;
import io.github.sparkddpm.training.StepReport;
import java.util.DoubleSummaryStatistics;
import java.util.Optional;

/** Collects the reports of steps into metrics. */
public final class MetricsCollector {

  private static final double ADVANCED_SECONDS = 1;

  private final int timesteps;
  private final LossWindow window = new LossWindow();
  private Span span;
  private long lastAdvanced = System.nanoTime();
  private long imagesSince;

  /**
   * Creates a collector without reports.
   *
   * @param timesteps T
   */
  public MetricsCollector(int timesteps) {
    this.timesteps = timesteps;
    span = new Span(timesteps);
  }

  /** The reports since the metrics were last taken. */
  private static final class Span {
    private final long start = System.nanoTime();
    private final DoubleSummaryStatistics loss = new DoubleSummaryStatistics();
    private final DoubleSummaryStatistics gradientNorm = new DoubleSummaryStatistics();
    private final LossQuarters quarters;
    private int steps;
    private int skipped;
    private long images;
    private double dataSeconds;
    private double noiseSeconds;
    private double combiningSeconds;
    private double summingSeconds;
    private double waitingSeconds;
    private double learningRate;

    Span(int timesteps) {
      quarters = new LossQuarters(timesteps);
    }
  }

  public void add(StepReport report, double dataSeconds) {
    span.steps++;
    span.images += report.images();
    imagesSince += report.images();
    span.dataSeconds += dataSeconds;
    span.noiseSeconds += report.noiseSeconds();
    span.combiningSeconds += report.combining().own();
    span.summingSeconds += report.combining().summing();
    span.waitingSeconds += report.combining().waiting();
    span.learningRate = report.learningRate();
    if (report.skipped()) {
      span.skipped++;
    } else {
      addLosses(report);
    }
  }

  private void addLosses(StepReport report) {
    double loss = report.loss();
    window.add(loss);
    span.loss.accept(loss);
    span.gradientNorm.accept(report.gradientNorm());
    for (int i = 0; i < report.images(); i++) {
      span.quarters.add(report.timestep(i), report.loss(i));
    }
  }

  /**
   * Returns the run's progress, if the last event of it was a second ago.
   *
   * @param step steps done
   */
  public Optional<Advanced> advanced(long step) {
    double seconds = (System.nanoTime() - lastAdvanced) / 1e9;
    if (seconds < ADVANCED_SECONDS) {
      return Optional.empty();
    }
    Advanced advanced = new Advanced(step, window.mean(), imagesSince / seconds);
    imagesSince = 0;
    lastAdvanced = System.nanoTime();
    return Optional.of(advanced);
  }

  /**
   * Returns the metrics of the reports added since the last call.
   *
   * @param step steps done
   */
  public StepMetrics take(long step) {
    Span taken = span;
    span = new Span(timesteps);
    double seconds = Math.max(1, span.start - taken.start) / 1e9;
    return new StepMetrics(
        step,
        taken.steps,
        LossQuarters.mean(taken.loss),
        window.mean(),
        taken.quarters.means(),
        LossQuarters.mean(taken.gradientNorm),
        taken.learningRate,
        taken.images / seconds,
        seconds,
        taken.dataSeconds,
        taken.noiseSeconds,
        taken.combiningSeconds,
        taken.summingSeconds,
        taken.waitingSeconds,
        taken.skipped);
  }
}
