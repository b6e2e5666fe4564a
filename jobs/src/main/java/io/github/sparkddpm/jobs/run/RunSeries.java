package io.github.sparkddpm.jobs.run;

import io.github.sparkddpm.jobs.run.EvaluationFile.Distance;
import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.SampleQuality;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names that other programs see for a run's numbers. A slash in a name begins a group. Numbers
 * that are not known are left out.
 */
public final class RunSeries {

  private RunSeries() {}

  /** Returns the numbers of a line of metrics by their names. */
  public static Map<String, Double> ofTraining(MetricsLine line) {
    Map<String, Double> series = new LinkedHashMap<>();
    line.metrics().ifPresent(metrics -> add(metrics, series));
    line.heldOut().forEach(loss -> add(loss, series));
    line.quality().ifPresent(quality -> add(quality, series));
    return known(series);
  }

  private static void add(HeldOutLoss loss, Map<String, Double> series) {
    String group = "held_out_loss_%s/".formatted(loss.weights());
    series.put(group + "mean", loss.loss());
    for (int i = 0; i < loss.lossByQuarter().size(); i++) {
      series.put(group + "quarter_of_t_" + (i + 1), loss.lossByQuarter().get(i));
    }
  }

  private static void add(SampleQuality quality, Map<String, Double> series) {
    String group = "samples_%s/".formatted(quality.weights());
    series.put(group + "frechet_distance", quality.frechet());
    series.put(group + "kernel_distance", quality.kernel());
    series.put(group + "precision", quality.precision());
    series.put(group + "recall", quality.recall());
    series.put(group + "inception_score", quality.inceptionScore());
  }

  private static void add(StepMetrics metrics, Map<String, Double> series) {
    series.put("loss/mean", metrics.loss());
    series.put("loss/smoothed", metrics.smoothedLoss());
    for (int i = 0; i < metrics.lossByQuarter().size(); i++) {
      series.put("loss_by_quarter_of_t/" + (i + 1), metrics.lossByQuarter().get(i));
    }
    series.put("optimizer/gradient_norm", metrics.gradientNorm());
    series.put("optimizer/learning_rate", metrics.learningRate());
    series.put("optimizer/skipped_steps", (double) metrics.skippedSteps());
    series.put("speed/images_per_second", metrics.imagesPerSecond());
    series.put("speed/seconds", metrics.seconds());
    series.put("speed/seconds_waiting_for_data", metrics.secondsWaitingForData());
    series.put("speed/seconds_drawing_noise", metrics.secondsDrawingNoise());
    series.put("speed/seconds_combining", metrics.secondsCombining());
    series.put("speed/seconds_summing", metrics.secondsSumming());
    series.put("speed/seconds_waiting_for_workers", metrics.secondsWaitingForWorkers());
  }

  /** Returns the numbers of an evaluation by their names. */
  public static Map<String, Double> ofEvaluation(EvaluationFile evaluation) {
    Map<String, Double> series = new LinkedHashMap<>();
    series.put("evaluation/bits_per_dim", evaluation.bound().bitsPerDim());
    if (!evaluation.distances().isEmpty()) {
      Distance generated = evaluation.distances().get(0);
      series.put("evaluation/frechet_distance", generated.frechet());
      series.put("evaluation/kernel_distance", generated.kernel());
      series.put("evaluation/precision", generated.precision());
      series.put("evaluation/recall", generated.recall());
      series.put("evaluation/inception_score", generated.inceptionScore());
    }
    return known(series);
  }

  private static Map<String, Double> known(Map<String, Double> series) {
    series.values().removeIf(value -> value == null || value.isNaN());
    return series;
  }
}
