package io.github.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The curves of a run's report as JSON for its script.
 *
 * @param metrics by step
 */
public record ReportCharts(List<StepMetrics> metrics) {

  /** The most points of a curve, more than a screen has pixels. */
  public static final int MOST_POINTS = 2000;

  /** A curve: its name and its value at a step, NaN for none. */
  private record Curve(String name, ToDoubleFunction<StepMetrics> value) {

    /** Returns a curve of the mean loss of a quarter of t, from 0. */
    private static Curve ofQuarter(String name, int quarter) {
      return new Curve(name, metrics -> metrics.lossByQuarter().get(quarter));
    }

    /**
     * Returns a curve of milliseconds a step; metrics have the seconds of all their steps together.
     */
    private static Curve perStep(String name, ToDoubleFunction<StepMetrics> seconds) {
      return new Curve(name, metrics -> 1000 * seconds.applyAsDouble(metrics) / metrics.steps());
    }
  }

  /** Returns whether the curves leave out lines. */
  public boolean areThinned() {
    return metrics.size() > MOST_POINTS;
  }

  /** Adds every chart: its title, whether its scale is logarithmic, steps, and curves. */
  public void addTo(ArrayNode charts) {
    List<StepMetrics> shown = Evenly.choose(metrics, MOST_POINTS);
    add(
        charts,
        shown,
        "Loss",
        true,
        new Curve("since the line before", StepMetrics::loss),
        new Curve("over the last 100 steps", StepMetrics::smoothedLoss));
    add(
        charts,
        shown,
        "Loss by quarter of t, from the least noise to the most",
        true,
        Curve.ofQuarter("1st", 0),
        Curve.ofQuarter("2nd", 1),
        Curve.ofQuarter("3rd", 2),
        Curve.ofQuarter("4th", 3));
    add(
        charts,
        shown,
        "Learning rate",
        false,
        new Curve("learning rate", StepMetrics::learningRate));
    add(
        charts,
        shown,
        "Gradient norm before clipping",
        true,
        new Curve("global norm", StepMetrics::gradientNorm));
    add(
        charts,
        shown,
        "Images per second",
        false,
        new Curve("images/s", StepMetrics::imagesPerSecond));
    add(
        charts,
        shown,
        "Waiting, ms of a step of the first worker",
        false,
        Curve.perStep("for data", StepMetrics::secondsWaitingForData),
        Curve.perStep("for noise", StepMetrics::secondsDrawingNoise),
        Curve.perStep("for sums and slower workers", StepMetrics::secondsCombining),
        Curve.perStep("for the sums alone", StepMetrics::secondsSumming));
  }

  private static void add(
      ArrayNode charts,
      List<StepMetrics> shown,
      String title,
      boolean logarithmic,
      Curve... curves) {
    ObjectNode chart = charts.addObject().put("title", title).put("logarithmic", logarithmic);
    ArrayNode steps = chart.putArray("steps");
    shown.forEach(line -> steps.add(line.step()));
    ArrayNode series = chart.putArray("curves");
    for (Curve curve : curves) {
      ArrayNode values = series.addObject().put("name", curve.name()).putArray("values");
      shown.forEach(line -> values.add(orNull(curve.value().applyAsDouble(line))));
    }
  }

  /** Returns the value; null for NaN and infinities, which JSON lacks. */
  private static Double orNull(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}
