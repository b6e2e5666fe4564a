package io.github.sparkddpm.spark.train.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@value RunFolder#METRICS}: either metrics, or a checkpoint that is whole.
 *
 * @param step steps done
 * @param time when it was written, in ISO 8601
 * @param imagesSeen images of all steps done; 0 for a checkpoint
 * @param metrics empty for a checkpoint; a number that JSON lacks is null in the file
 * @param checkpoint the checkpoint's folder
 */
public record MetricsLine(
    long step,
    String time,
    long imagesSeen,
    Optional<StepMetrics> metrics,
    Optional<String> checkpoint) {

  private static final int QUARTERS = 4;

  static MetricsLine of(StepMetrics metrics, int batchSize, Instant time) {
    return new MetricsLine(
        metrics.step(),
        time.toString(),
        metrics.step() * batchSize,
        Optional.of(metrics),
        Optional.empty());
  }

  static MetricsLine ofCheckpoint(long step, String folder, Instant time) {
    return new MetricsLine(step, time.toString(), 0, Optional.empty(), Optional.of(folder));
  }

  /**
   * Reads a run's lines, none if there are no metrics yet.
   *
   * @throws io.github.sparkddpm.spark.storage.DamagedFileException if one is no JSON
   */
  public static List<MetricsLine> read(OutputFolder run) throws IOException {
    return JsonLines.read(run, RunFolder.METRICS).stream().map(MetricsLine::of).toList();
  }

  /** Returns the time it was written. */
  public Instant instant() {
    return Instant.parse(time);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("step", step).put("time", time);
    metrics.ifPresent(
        found -> {
          json.put("imagesSeen", imagesSeen);
          add(found, json);
        });
    checkpoint.ifPresent(folder -> json.put("checkpoint", folder));
    return json;
  }

  private static void add(StepMetrics metrics, ObjectNode json) {
    json.put("steps", metrics.steps());
    json.put("loss", orNull(metrics.loss()));
    json.put("smoothedLoss", orNull(metrics.smoothedLoss()));
    ArrayNode quarters = json.putArray("lossByQuarter");
    metrics.lossByQuarter().forEach(loss -> quarters.add(orNull(loss)));
    json.put("gradientNorm", orNull(metrics.gradientNorm()));
    json.put("learningRate", metrics.learningRate());
    json.put("imagesPerSecond", metrics.imagesPerSecond());
    json.put("secondsWaitingForData", orNull(metrics.secondsWaitingForData()));
    json.put("secondsDrawingNoise", orNull(metrics.secondsDrawingNoise()));
    json.put("secondsCombining", orNull(metrics.secondsCombining()));
    json.put("skippedSteps", metrics.skippedSteps());
  }

  /** Reads a line. What is missing, null or no number is NaN or 0. */
  public static MetricsLine of(JsonNode json) {
    return new MetricsLine(
        json.path("step").asLong(),
        json.path("time").asText(),
        json.path("imagesSeen").asLong(),
        json.has("loss") ? Optional.of(metrics(json)) : Optional.empty(),
        json.has("checkpoint") ? Optional.of(json.path("checkpoint").asText()) : Optional.empty());
  }

  private static StepMetrics metrics(JsonNode json) {
    List<Double> quarters = new ArrayList<>();
    for (int i = 0; i < QUARTERS; i++) {
      quarters.add(number(json.path("lossByQuarter").path(i)));
    }
    return new StepMetrics(
        json.path("step").asLong(),
        json.path("steps").asInt(1),
        number(json.path("loss")),
        number(json.path("smoothedLoss")),
        quarters,
        number(json.path("gradientNorm")),
        number(json.path("learningRate")),
        number(json.path("imagesPerSecond")),
        number(json.path("secondsWaitingForData")),
        number(json.path("secondsDrawingNoise")),
        number(json.path("secondsCombining")),
        json.path("skippedSteps").asInt());
  }

  private static double number(JsonNode value) {
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }

  /** JSON has no NaN. */
  private static Double orNull(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}
