package io.github.sparkddpm.jobs.mlflow;

import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.jobs.run.RunSeries;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mlflow.api.proto.Service.Metric;

/** Converts a run's numbers into metrics of MLflow. */
final class MlflowMetrics {

  private MlflowMetrics() {}

  /** Returns the metrics of lines. The same lines give the same metrics, times included. */
  static List<Metric> ofTraining(List<MetricsLine> lines) {
    return lines.stream()
        .flatMap(line -> metrics(RunSeries.ofTraining(line), line.step(), line.instant()))
        .toList();
  }

  /** Returns the metrics of an evaluation, with the current time. */
  static List<Metric> ofEvaluation(EvaluationFile evaluation) {
    return metrics(RunSeries.ofEvaluation(evaluation), evaluation.checkpoint(), Instant.now())
        .toList();
  }

  private static Stream<Metric> metrics(Map<String, Double> values, long step, Instant time) {
    return values.entrySet().stream()
        .map(
            value ->
                Metric.newBuilder()
                    .setKey(value.getKey())
                    .setValue(value.getValue())
                    .setStep(step)
                    .setTimestamp(time.toEpochMilli())
                    .build());
  }
}
