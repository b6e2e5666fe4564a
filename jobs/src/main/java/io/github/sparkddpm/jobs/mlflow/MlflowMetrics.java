package io.github.sparkddpm.jobs.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.jobs.run.RunHistory;
import io.github.sparkddpm.jobs.run.RunSeries;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mlflow.api.proto.Service.Metric;

/** A run's numbers as MLflow takes them. */
final class MlflowMetrics {

  private MlflowMetrics() {}

  /** Those of lines of metrics. Told again they are the same, times included. */
  static List<Metric> ofTraining(List<JsonNode> lines) {
    return lines.stream()
        .flatMap(
            line ->
                metrics(RunSeries.ofTraining(line), RunHistory.step(line), RunHistory.time(line)))
        .toList();
  }

  /** Those of an evaluation of now. */
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
