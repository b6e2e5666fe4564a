package io.github.sparkddpm.jobs.compare;

import io.github.sparkddpm.jobs.report.Evenly;
import io.github.sparkddpm.jobs.report.ReportCharts;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Curves of several runs over one axis.
 *
 * @param title for people
 * @param axis what the curves are over
 * @param logarithmic whether values are shown by their logarithm
 * @param curves one a run, in the order of the runs
 */
record Chart(String title, String axis, boolean logarithmic, List<Curve> curves) {

  /** A number that lines of metrics have. */
  @FunctionalInterface
  private interface Measure {
    /** Returns the number; empty if the line does not have it. */
    OptionalDouble of(MetricsLine line);
  }

  /** The axis that curves are over. */
  private enum Axis {
    STEPS("step"),
    IMAGES("images seen");

    private final String title;

    Axis(String title) {
      this.title = title;
    }

    private double of(ComparedRun run, MetricsLine line) {
      return this == STEPS ? line.step() : run.imagesSeen(line);
    }
  }

  /**
   * A run's curve.
   *
   * @param name the run's
   * @param x places on the axis
   * @param values as many
   */
  record Curve(String name, List<Double> x, List<Double> values) {

    Curve {
      x = List.copyOf(x);
      values = List.copyOf(values);
    }

    private static Curve of(ComparedRun run, Axis axis, Measure measure) {
      List<MetricsLine> lines =
          Evenly.choose(
              run.lines().stream().filter(line -> measure.of(line).isPresent()).toList(),
              ReportCharts.MOST_POINTS);
      return new Curve(
          run.name(),
          lines.stream().map(line -> axis.of(run, line)).toList(),
          lines.stream().map(line -> measure.of(line).orElseThrow()).toList());
    }
  }

  Chart {
    curves = List.copyOf(curves);
  }

  /** Returns the charts of these runs, without those that no run has values for. */
  static List<Chart> of(List<ComparedRun> runs) {
    Measure loss = metric(StepMetrics::smoothedLoss);
    return Stream.of(
            of(runs, "Loss over the last 100 steps, by step", Axis.STEPS, loss),
            of(runs, "Loss over the last 100 steps, by images seen", Axis.IMAGES, loss),
            of(
                runs,
                "Gradient norm before clipping, by step",
                Axis.STEPS,
                metric(StepMetrics::gradientNorm)),
            of(
                runs,
                "Loss of the average on held-out images, by step",
                Axis.STEPS,
                OnTheWay::heldOutLoss),
            of(runs, "Frechet distance of samples, by step", Axis.STEPS, OnTheWay::frechet))
        .filter(chart -> chart.curves().stream().anyMatch(curve -> !curve.values().isEmpty()))
        .toList();
  }

  private static Chart of(List<ComparedRun> runs, String title, Axis axis, Measure measure) {
    return new Chart(
        title, axis.title, true, runs.stream().map(run -> Curve.of(run, axis, measure)).toList());
  }

  private static Measure metric(Function<StepMetrics, Double> value) {
    return line ->
        line.metrics()
            .map(value)
            .filter(Double::isFinite)
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty());
  }
}
