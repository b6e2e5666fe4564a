package io.github.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The curves of a run's report as JSON for its script.
 *
 * @param lines of the metrics, by step
 */
public record ReportCharts(List<JsonNode> lines) {

  /** The most points of a curve, more than a screen has pixels. */
  static final int MOST_POINTS = 2000;

  /** A curve: its name and its value at a line of the metrics, NaN for none. */
  private record Curve(String name, ToDoubleFunction<JsonNode> value) {

    private static Curve of(String name, String pointer) {
      return new Curve(name, line -> line.at(pointer).asDouble(Double.NaN));
    }

    /**
     * Returns a curve of milliseconds a step; metrics have the seconds of all their steps together.
     */
    private static Curve perStep(String name, String pointer) {
      return new Curve(
          name,
          line -> 1000 * line.at(pointer).asDouble(Double.NaN) / line.path("steps").asDouble(1));
    }
  }

  /** Returns whether the curves leave out lines. */
  public boolean areThinned() {
    return lines.size() > MOST_POINTS;
  }

  /** Adds every chart: its title, whether its scale is logarithmic, steps, and curves. */
  public void addTo(ArrayNode charts) {
    List<JsonNode> shown = Evenly.choose(lines, MOST_POINTS);
    add(
        charts,
        shown,
        "Loss (L_simple)",
        true,
        Curve.of("since the line before", "/loss"),
        Curve.of("over the last 100 steps", "/smoothedLoss"));
    add(
        charts,
        shown,
        "Loss by quarter of t, from the least noise to the most",
        true,
        Curve.of("1st", "/lossByQuarter/0"),
        Curve.of("2nd", "/lossByQuarter/1"),
        Curve.of("3rd", "/lossByQuarter/2"),
        Curve.of("4th", "/lossByQuarter/3"));
    add(charts, shown, "Learning rate", false, Curve.of("learning rate", "/learningRate"));
    add(
        charts,
        shown,
        "Gradient norm before clipping",
        true,
        Curve.of("global norm", "/gradientNorm"));
    add(charts, shown, "Images per second", false, Curve.of("images/s", "/imagesPerSecond"));
    add(
        charts,
        shown,
        "Waiting, ms of a step of the first worker",
        false,
        Curve.perStep("for data", "/secondsWaitingForData"),
        Curve.perStep("for noise", "/secondsDrawingNoise"),
        Curve.perStep("for other workers", "/secondsCombining"));
  }

  private static void add(
      ArrayNode charts, List<JsonNode> shown, String title, boolean logarithmic, Curve... curves) {
    ObjectNode chart = charts.addObject().put("title", title).put("logarithmic", logarithmic);
    ArrayNode steps = chart.putArray("steps");
    shown.forEach(line -> steps.add(line.path("step").asLong()));
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
