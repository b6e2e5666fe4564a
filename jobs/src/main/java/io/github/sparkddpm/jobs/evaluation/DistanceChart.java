package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.spark.evaluate.Memorization;
import java.awt.Color;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of the share of images, generated and held out, that are nearer to a training image than
 * a distance.
 */
final class DistanceChart {

  private static final int POINTS = 200;
  private static final int TICK_PIXELS = 60;

  private DistanceChart() {}

  /**
   * Returns the chart as PNG.
   *
   * @param generated distances, least first
   * @param heldOut distances, least first
   */
  static byte[] png(String unit, double[] generated, double[] heldOut) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(700)
            .height(420)
            .title("Distance from the nearest training image")
            .xAxisTitle(unit)
            .yAxisTitle("share of images that are nearer")
            .build();
    chart
        .getStyler()
        .setYAxisMin(0.0)
        .setYAxisMax(1.0)
        .setYAxisDecimalPattern("0.0")
        .setYAxisTickMarkSpacingHint(TICK_PIXELS)
        .setLegendPosition(LegendPosition.InsideSE)
        .setChartBackgroundColor(Color.WHITE);
    add(chart, "generated images", generated);
    add(chart, "held-out real images", heldOut);
    return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
  }

  private static void add(XYChart chart, String name, double[] sorted) {
    double[] shares =
        IntStream.rangeClosed(0, POINTS).mapToDouble(i -> (double) i / POINTS).toArray();
    double[] distances =
        Arrays.stream(shares).map(share -> Memorization.quantile(sorted, share)).toArray();
    chart.addSeries(name, distances, shares).setMarker(SeriesMarkers.NONE);
  }
}
