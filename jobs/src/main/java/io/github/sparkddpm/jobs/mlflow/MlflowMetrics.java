package io.github.sparkddpm.jobs.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.jobs.run.RunHistory;
import io.github.sparkddpm.jobs.run.RunSeries;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mlflow.api.proto.Service.Metric;

/** Converts a run's numbers into metrics of MLflow. */
final class MlflowMetrics {

  private MlflowMetrics() {}

  /** Returns the metrics of lines. The same lines give the same metrics, times included. */
  static List<Metric> ofTraining(List<JsonNode> lines) {
    return lines.stream()
        .flatMap(
            line ->
                metrics(RunSeries.ofTraining(line), RunHistory.step(line), RunHistory.time(line)))
        .toList();
  }

  /** Returns the metrics of an evaluation, with the current time. */
  static List<Metric> ofEvaluation(JsonNode evaluation) {
    return metrics(
            RunSeries.ofEvaluation(evaluation),
            evaluation.path("checkpoint").asLong(),
            Instant.now())
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
