package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.spark.train.StepMetrics;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.dl4j.PartEvent.Trained;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;

/** Makes metrics of what executors told. */
final class RoundMetrics {

  private static final int QUARTERS = 4;

  /** Parts of as many steps as the smoothed loss of all-reduce is of. */
  private static final int SMOOTHED_STEPS = 100;

  private final TrainingPlan plan;
  private final int workers;
  private final Deque<Double> window = new ArrayDeque<>();
  private DoubleSummaryStatistics loss;
  private DoubleSummaryStatistics norm;
  private List<DoubleSummaryStatistics> quarters;
  private int parts;
  private int skipped;
  private long images;
  private long start;

  RoundMetrics(TrainingPlan plan, int workers) {
    this.plan = plan;
    this.workers = workers;
    begin();
  }

  private void begin() {
    loss = new DoubleSummaryStatistics();
    norm = new DoubleSummaryStatistics();
    quarters = Stream.generate(DoubleSummaryStatistics::new).limit(QUARTERS).toList();
    parts = 0;
    skipped = 0;
    images = 0;
    start = System.nanoTime();
  }

  void add(List<Trained> trained) {
    trained.forEach(this::add);
  }

  private void add(Trained part) {
    parts++;
    images += part.losses().size();
    if (!Double.isFinite(part.gradientNorm())) {
      skipped++;
      return;
    }
    norm.accept(part.gradientNorm());
    double mean = part.losses().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    if (window.size() == SMOOTHED_STEPS * workers) {
      window.removeFirst();
    }
    window.addLast(mean);
    loss.accept(mean);
    int timesteps = plan.diffusion().schedule().timesteps();
    for (int b = 0; b < part.losses().size(); b++) {
      int quarter = (int) ((long) part.timesteps().get(b) * QUARTERS / timesteps);
      quarters.get(quarter).accept(part.losses().get(b));
    }
  }

  double smoothedLoss() {
    return window.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  double imagesPerSecond() {
    return images * 1e9 / Math.max(1, System.nanoTime() - start);
  }

  /**
   * The metrics of what was added since the last call.
   *
   * @param step steps done
   */
  StepMetrics take(long step) {
    StepMetrics taken =
        new StepMetrics(
            step,
            parts / workers,
            mean(loss),
            smoothedLoss(),
            quarters.stream().map(RoundMetrics::mean).toList(),
            mean(norm),
            plan.optimizer().learningRate(step - 1),
            imagesPerSecond(),
            0,
            0,
            skipped);
    begin();
    return taken;
  }

  private static double mean(DoubleSummaryStatistics values) {
    return values.getCount() == 0 ? Double.NaN : values.getAverage();
  }
}
