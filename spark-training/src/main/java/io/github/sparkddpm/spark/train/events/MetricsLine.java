package io.github.sparkddpm.spark.train.events;

import static io.github.sparkddpm.spark.train.events.Numbers.orNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Judged;
import io.github.sparkddpm.spark.train.events.TrainingEvent.JudgementFailed;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Validated;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@value RunFolder#METRICS}: metrics, the loss on held-out images, a judgement of
 * samples, or a checkpoint that is whole. A number that JSON lacks is null in the file.
 *
 * @param step steps done
 * @param time when it was written, in ISO 8601
 * @param imagesSeen images of all steps done; 0 in lines without metrics
 * @param metrics of training
 * @param heldOut losses by weights; empty in most lines
 * @param quality of samples
 * @param judgingSeconds time that the held-out loss or the judgement took; 0 in other lines
 * @param judgementFailure why samples could not be judged
 * @param checkpoint the checkpoint's folder
 */
public record MetricsLine(
    long step,
    String time,
    long imagesSeen,
    Optional<StepMetrics> metrics,
    List<HeldOutLoss> heldOut,
    Optional<SampleQuality> quality,
    double judgingSeconds,
    Optional<String> judgementFailure,
    Optional<String> checkpoint) {

  private static final String HELD_OUT = "heldOut";
  private static final String JUDGED = "judged";
  private static final String JUDGING_SECONDS = "judgingSeconds";
  private static final String JUDGEMENT_FAILED = "judgementFailed";
  private static final String CHECKPOINT = "checkpoint";

  public MetricsLine {
    heldOut = List.copyOf(heldOut);
  }

  /**
   * Returns what the file says of an event; empty for events that it does not keep.
   *
   * @param batchSize images of a step
   */
  static Optional<MetricsLine> of(TrainingEvent event, int batchSize, Instant now) {
    Optional<StepMetrics> metrics =
        event instanceof Measured measured ? Optional.of(measured.metrics()) : Optional.empty();
    MetricsLine line =
        new MetricsLine(
            event.step(),
            now.toString(),
            metrics.isPresent() ? event.step() * batchSize : 0,
            metrics,
            event instanceof Validated validated ? validated.losses() : List.of(),
            event instanceof Judged judged ? Optional.of(judged.quality()) : Optional.empty(),
            seconds(event),
            event instanceof JudgementFailed failed
                ? Optional.of(failed.reason())
                : Optional.empty(),
            event instanceof CheckpointSaved saved ? Optional.of(saved.path()) : Optional.empty());
    return Optional.of(line).filter(MetricsLine::tells);
  }

  private static double seconds(TrainingEvent event) {
    if (event instanceof Validated validated) {
      return validated.seconds();
    }
    return event instanceof Judged judged ? judged.seconds() : 0;
  }

  private boolean tells() {
    return metrics.isPresent() || judges() || checkpoint.isPresent();
  }

  /** Returns whether the line says how good the network is on images that it does not train on. */
  public boolean judges() {
    return !heldOut.isEmpty() || quality.isPresent() || judgementFailure.isPresent();
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
    if (!heldOut.isEmpty()) {
      JudgingJson.put(json.putArray(HELD_OUT), heldOut);
    }
    quality.ifPresent(found -> JudgingJson.put(json.putObject(JUDGED), found));
    if (judgingSeconds > 0) {
      json.put(JUDGING_SECONDS, judgingSeconds);
    }
    judgementFailure.ifPresent(reason -> json.put(JUDGEMENT_FAILED, reason));
    checkpoint.ifPresent(folder -> json.put(CHECKPOINT, folder));
    return json;
  }

  private static void add(StepMetrics metrics, ObjectNode json) {
    json.put("steps", metrics.steps());
    json.put("loss", orNull(metrics.loss()));
    json.put("smoothedLoss", orNull(metrics.smoothedLoss()));
    Numbers.putQuarters(json, "lossByQuarter", metrics.lossByQuarter());
    json.put("gradientNorm", orNull(metrics.gradientNorm()));
    json.put("learningRate", metrics.learningRate());
    json.put("imagesPerSecond", metrics.imagesPerSecond());
    json.put("seconds", orNull(metrics.seconds()));
    json.put("secondsWaitingForData", orNull(metrics.secondsWaitingForData()));
    json.put("secondsDrawingNoise", orNull(metrics.secondsDrawingNoise()));
    json.put("secondsCombining", orNull(metrics.secondsCombining()));
    json.put("secondsSumming", orNull(metrics.secondsSumming()));
    json.put("secondsWaitingForWorkers", orNull(metrics.secondsWaitingForWorkers()));
    json.put("skippedSteps", metrics.skippedSteps());
  }

  /** Reads a line. What is missing, null or no number is NaN or 0. */
  public static MetricsLine of(JsonNode json) {
    return new MetricsLine(
        json.path("step").asLong(),
        json.path("time").asText(),
        json.path("imagesSeen").asLong(),
        json.has("loss") ? Optional.of(metrics(json)) : Optional.empty(),
        JudgingJson.losses(json.path(HELD_OUT)),
        json.has(JUDGED) ? Optional.of(JudgingJson.quality(json.path(JUDGED))) : Optional.empty(),
        json.path(JUDGING_SECONDS).asDouble(),
        text(json, JUDGEMENT_FAILED),
        text(json, CHECKPOINT));
  }

  private static Optional<String> text(JsonNode json, String name) {
    return json.has(name) ? Optional.of(json.path(name).asText()) : Optional.empty();
  }

  private static StepMetrics metrics(JsonNode json) {
    return new StepMetrics(
        json.path("step").asLong(),
        json.path("steps").asInt(1),
        Numbers.of(json.path("loss")),
        Numbers.of(json.path("smoothedLoss")),
        Numbers.quarters(json.path("lossByQuarter")),
        Numbers.of(json.path("gradientNorm")),
        Numbers.of(json.path("learningRate")),
        Numbers.of(json.path("imagesPerSecond")),
        Numbers.of(json.path("seconds")),
        Numbers.of(json.path("secondsWaitingForData")),
        Numbers.of(json.path("secondsDrawingNoise")),
        Numbers.of(json.path("secondsCombining")),
        Numbers.of(json.path("secondsSumming")),
        Numbers.of(json.path("secondsWaitingForWorkers")),
        json.path("skippedSteps").asInt());
  }
}
