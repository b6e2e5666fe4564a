package io.github.sparkddpm.spark.train.events;

import java.util.Locale;
import java.util.Optional;

/** The share of the workers' time that combining gradients takes, over the metrics of a run. */
public final class CombiningShare {

  private double seconds;
  private double summing;
  private double waiting;

  /** Adds the metrics of some steps, unless they lack these times, as those of old runs do. */
  public void add(StepMetrics metrics) {
    if (Double.isFinite(metrics.seconds()) && Double.isFinite(metrics.secondsSumming())) {
      seconds += metrics.seconds();
      summing += metrics.secondsSumming();
      waiting += metrics.secondsWaitingForWorkers();
    }
  }

  /** Returns the shares in words; nothing if no gradients were summed. */
  public Optional<String> text() {
    return summing > 0
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%.1f %% for sums of gradients, %.1f %% for waiting for the slowest worker",
                100 * summing / seconds,
                100 * waiting / seconds))
        : Optional.empty();
  }
}
