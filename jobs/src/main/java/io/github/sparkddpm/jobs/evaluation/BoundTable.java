package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.evaluation.BoundStatistics;
import io.github.sparkddpm.evaluation.Moments;
import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The terms of a bound, one a timestep, as a table and as a picture. */
record BoundTable(BoundStatistics bound) {

  /**
   * Returns the table as CSV: L_T first, then L_{t-1} by t from 1; empty where no image had that
   * term.
   */
  String csv() {
    StringBuilder csv = new StringBuilder("term,t,bits_per_dim,standard_error,images\n");
    csv.append(line("L_T", bound.terms().size(), bound.prior()));
    for (int i = 0; i < bound.terms().size(); i++) {
      csv.append(line("L_" + i, i + 1, bound.terms().get(i)));
    }
    return csv.toString();
  }

  private static String line(String term, int t, Moments bits) {
    return "%s,%s,%s,%s,%s\n"
        .formatted(
            term,
            t,
            bits.count() == 0 ? "" : number(bits.mean()),
            bits.count() < 2 ? "" : number(bits.standardError()),
            bits.count());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6e", value);
  }

  /** Returns a PNG of the terms, both axes logarithmic. */
  byte[] chart() throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(500)
            .title("Terms of the variational bound")
            .xAxisTitle("t")
            .yAxisTitle("L_{t-1}, bits/dim")
            .build();
    chart
        .getStyler()
        .setXAxisLogarithmic(true)
        .setYAxisLogarithmic(true)
        .setLegendVisible(false)
        .setChartBackgroundColor(Color.WHITE);
    List<Integer> t = new ArrayList<>();
    List<Double> bits = new ArrayList<>();
    for (int i = 0; i < bound.terms().size(); i++) {
      if (bound.terms().get(i).mean() > 0) {
        t.add(i + 1);
        bits.add(bound.terms().get(i).mean());
      }
    }
    if (!t.isEmpty()) {
      chart.addSeries("L", t, bits).setMarker(SeriesMarkers.NONE);
    }
    return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
  }

  /** Returns the sum of L_1 .. L_{T-1}: the rest of the total, so that the parts add up to it. */
  double steps() {
    return bound.total().mean() - bound.prior().mean() - decoder();
  }

  /** Returns L_0, which is computed of every image. */
  double decoder() {
    return bound.terms().get(0).mean();
  }
}
