package io.github.sparkddpm.jobs.report;

import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import java.awt.Color;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of the loss over the steps, from the run's metrics. */
public final class LossChart {

  public static final String FILE = "loss.png";

  private LossChart() {}

  /** Draws the metrics of a run's folder into it. */
  public static void write(OutputFolder run) throws IOException {
    List<StepMetrics> metrics =
        MetricsLine.read(run).stream().flatMap(line -> line.metrics().stream()).toList();
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(600)
            .title("Training loss")
            .xAxisTitle("step")
            .yAxisTitle("loss")
            .build();
    chart
        .getStyler()
        .setYAxisLogarithmic(true)
        .setLegendPosition(LegendPosition.InsideNE)
        .setChartBackgroundColor(Color.WHITE);
    add(chart, "mean since the line before", StepMetrics::loss, metrics);
    add(chart, "mean over the last 100 steps", StepMetrics::smoothedLoss, metrics);
    run.write(FILE, BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG));
  }

  private static void add(
      XYChart chart, String name, ToDoubleFunction<StepMetrics> loss, List<StepMetrics> metrics) {
    List<StepMetrics> shown =
        metrics.stream().filter(of -> !Double.isNaN(loss.applyAsDouble(of))).toList();
    if (!shown.isEmpty()) {
      double[] steps = shown.stream().mapToDouble(StepMetrics::step).toArray();
      double[] losses = shown.stream().mapToDouble(loss).toArray();
      chart.addSeries(name, steps, losses).setMarker(SeriesMarkers.NONE);
    }
  }
}
