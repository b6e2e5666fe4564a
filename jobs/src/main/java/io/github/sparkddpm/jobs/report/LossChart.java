package io.github.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.jobs.run.JsonLines;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.awt.Color;
import java.io.IOException;
import java.util.List;
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
    List<JsonNode> lines = JsonLines.read(run, RunFolder.METRICS);
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(600)
            .title("Training loss (L_simple)")
            .xAxisTitle("step")
            .yAxisTitle("loss")
            .build();
    chart
        .getStyler()
        .setYAxisLogarithmic(true)
        .setLegendPosition(LegendPosition.InsideNE)
        .setChartBackgroundColor(Color.WHITE);
    add(chart, "mean since the line before", "loss", lines);
    add(chart, "mean over the last 100 steps", "smoothedLoss", lines);
    run.write(FILE, BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG));
  }

  private static void add(XYChart chart, String name, String field, List<JsonNode> lines) {
    List<JsonNode> shown = lines.stream().filter(line -> line.path(field).isNumber()).toList();
    if (!shown.isEmpty()) {
      double[] steps = shown.stream().mapToDouble(line -> line.get("step").asDouble()).toArray();
      double[] losses = shown.stream().mapToDouble(line -> line.get(field).asDouble()).toArray();
      chart.addSeries(name, steps, losses).setMarker(SeriesMarkers.NONE);
    }
  }
}
