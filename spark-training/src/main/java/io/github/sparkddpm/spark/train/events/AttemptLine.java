package io.github.sparkddpm.spark.train.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.TrainingEvent.EndedEarly;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Failed;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Paused;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@value RunFolder#ATTEMPTS}: the workers began, failed or were stopped, or the run
 * ended early.
 *
 * @param time when it was written, in ISO 8601
 * @param what {@code started}, {@code failed}, {@code stopped} or {@code ended}
 * @param step steps done; of a failure, the last step that was heard of
 * @param workers how many began; 0 otherwise
 * @param engine what they compute with; empty otherwise
 * @param reason why they failed or were stopped, or the run ended; empty for a start
 */
public record AttemptLine(
    String time, String what, long step, int workers, String engine, String reason) {

  private static final String STARTED = "started";
  private static final String FAILED = "failed";
  private static final String STOPPED = "stopped";
  private static final String ENDED = "ended";

  /** Returns what the file says of an event; empty for events that it does not keep. */
  static Optional<AttemptLine> of(TrainingEvent event, Instant now) {
    String time = now.toString();
    if (event instanceof Started started && started.step() < started.steps()) {
      return Optional.of(
          new AttemptLine(time, STARTED, started.step(), started.workers(), started.engine(), ""));
    }
    if (event instanceof Failed failed) {
      return Optional.of(new AttemptLine(time, FAILED, failed.step(), 0, "", failed.reason()));
    }
    if (event instanceof Paused paused) {
      return Optional.of(new AttemptLine(time, STOPPED, paused.step(), 0, "", paused.reason()));
    }
    if (event instanceof EndedEarly ended) {
      return Optional.of(new AttemptLine(time, ENDED, ended.step(), 0, "", ended.reason()));
    }
    return Optional.empty();
  }

  /**
   * Reads a run's lines, none if it has not begun.
   *
   * @throws io.github.sparkddpm.spark.storage.DamagedFileException if one is no JSON
   */
  public static List<AttemptLine> read(OutputFolder run) throws IOException {
    return JsonLines.read(run, RunFolder.ATTEMPTS).stream().map(AttemptLine::of).toList();
  }

  public boolean isStart() {
    return what.equals(STARTED);
  }

  public boolean isFailure() {
    return what.equals(FAILED);
  }

  public boolean isStop() {
    return what.equals(STOPPED);
  }

  /** Returns whether the run ended well before its last step. */
  public boolean isEarlyEnd() {
    return what.equals(ENDED);
  }

  ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("time", time).put("what", what).put("step", step);
    return isStart()
        ? json.put("workers", workers).put("engine", engine)
        : json.put("reason", reason);
  }

  private static AttemptLine of(JsonNode json) {
    return new AttemptLine(
        json.path("time").asText(),
        json.path("what").asText(),
        json.path("step").asLong(),
        json.path("workers").asInt(),
        json.path("engine").asText(),
        json.path("reason").asText());
  }
}
