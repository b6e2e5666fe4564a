package io.github.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.Averages;
import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.SampleQuality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * The curves of what was judged while a run trained, as JSON for the script of its report.
 *
 * @param lines of its metrics
 */
record JudgingCharts(List<MetricsLine> lines) {

  private static final List<String> QUARTERS = List.of("1st", "2nd", "3rd", "4th");

  /** The unit that the kernel distance is shown in, as on the page of an evaluation. */
  private static final double THOUSAND = 1000;

  /** Curves by name, each with values by step. */
  private static final class Curves {

    private final Map<String, Map<Long, Double>> values = new LinkedHashMap<>();

    void add(String name, long step, double value) {
      values.computeIfAbsent(name, key -> new TreeMap<>()).put(step, value);
    }

    void addTo(ArrayNode charts, String title, boolean logarithmic) {
      if (values.values().stream()
          .flatMap(curve -> curve.values().stream())
          .noneMatch(Double::isFinite)) {
        return;
      }
      SortedSet<Long> all = new TreeSet<>();
      values.values().forEach(curve -> all.addAll(curve.keySet()));
      List<Long> steps = Evenly.choose(List.copyOf(all), ReportCharts.MOST_POINTS);
      ObjectNode chart = charts.addObject().put("title", title).put("logarithmic", logarithmic);
      steps.forEach(chart.putArray("steps")::add);
      ArrayNode curves = chart.putArray("curves");
      values.forEach(
          (name, curve) -> {
            ArrayNode shown = curves.addObject().put("name", name).putArray("values");
            steps.forEach(step -> shown.add(orNull(curve.get(step))));
          });
    }

    private static Double orNull(Double value) {
      return value == null || !Double.isFinite(value) ? null : value;
    }
  }

  /** Adds a chart for everything that was judged. */
  void addTo(ArrayNode charts) {
    Curves losses = new Curves();
    for (MetricsLine line : lines) {
      for (HeldOutLoss loss : line.heldOut()) {
        losses.add(loss.weights(), line.step(), loss.loss());
      }
    }
    losses.addTo(charts, "Loss on held-out images, by fixed noise", true);
    byQuarter()
        .addTo(
            charts,
            "Held-out loss of the average by quarter of t, from the least noise to the most",
            true);
    ofSamples(SampleQuality::frechet).addTo(charts, "Frechet distance of samples", true);
    ofSamples(quality -> THOUSAND * quality.kernel())
        .addTo(charts, "Kernel distance (KID) × 1000 of samples", false);
    Curves shares = new Curves();
    add(shares, "precision", SampleQuality::precision);
    add(shares, "recall", SampleQuality::recall);
    shares.addTo(charts, "Precision and recall of samples", false);
    ofSamples(SampleQuality::inceptionScore).addTo(charts, "Inception score of samples", false);
  }

  /** Returns the losses of the first average; those of all would be too many to see anything. */
  private Curves byQuarter() {
    Curves curves = new Curves();
    for (MetricsLine line : lines) {
      for (HeldOutLoss loss : line.heldOut()) {
        if (loss.weights().equals(Averages.EMA)) {
          for (int i = 0; i < loss.lossByQuarter().size(); i++) {
            curves.add(QUARTERS.get(i), line.step(), loss.lossByQuarter().get(i));
          }
        }
      }
    }
    return curves;
  }

  private Curves ofSamples(ToDoubleFunction<SampleQuality> value) {
    Curves curves = new Curves();
    add(curves, "", value);
    return curves;
  }

  private void add(Curves curves, String name, ToDoubleFunction<SampleQuality> value) {
    for (MetricsLine line : lines) {
      line.quality()
          .ifPresent(
              quality ->
                  curves.add(
                      named(name, quality.weights()), line.step(), value.applyAsDouble(quality)));
    }
  }

  private static String named(String name, String weights) {
    List<String> parts = new ArrayList<>(List.of(name, weights));
    parts.removeIf(String::isEmpty);
    return String.join(", ", parts);
  }
}
