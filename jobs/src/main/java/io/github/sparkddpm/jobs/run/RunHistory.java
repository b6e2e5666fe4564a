package io.github.sparkddpm.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * The history of a run so far.
 *
 * @param starts the steps after which workers have begun, in the order in which they did
 * @param lines of the metrics, checkpoints among them, by step
 */
public record RunHistory(List<Long> starts, List<JsonNode> lines) {

  public static RunHistory read(RunFolder run) throws IOException {
    // Starts are read first: when a start is in the file, steps to be trained again are gone from
    // the metrics.
    List<Long> starts =
        JsonLines.read(run.files(), RunFolder.ATTEMPTS).stream()
            .filter(attempt -> attempt.path("what").asText().equals("started"))
            .map(RunHistory::step)
            .toList();
    return new RunHistory(starts, JsonLines.read(run.files(), RunFolder.METRICS));
  }

  public static long step(JsonNode line) {
    return line.path("step").asLong();
  }

  public static Instant time(JsonNode line) {
    return Instant.parse(line.path("time").asText());
  }

  /** Returns the lines with metrics of later steps. */
  public List<JsonNode> metricsAfter(long step) {
    return lines.stream().filter(line -> line.has("loss") && step(line) > step).toList();
  }

  /**
   * Returns the last step all of whose pictures are drawn; -1 if there are no lines. Pictures are
   * drawn after a step's metrics and before its checkpoint.
   */
  public long drawn() {
    if (lines.isEmpty()) {
      return -1;
    }
    JsonNode last = lines.get(lines.size() - 1);
    return last.has("checkpoint") ? step(last) : step(last) - 1;
  }

  /**
   * Returns the lines with metrics of later steps that no restart trains again, because a
   * checkpoint has them.
   */
  public List<JsonNode> settledMetricsAfter(long step) {
    long settled =
        lines.stream()
            .filter(line -> line.has("checkpoint"))
            .mapToLong(RunHistory::step)
            .max()
            .orElse(-1);
    return metricsAfter(step).stream().filter(line -> step(line) <= settled).toList();
  }

  /**
   * Returns the time at which a step that has been reached was logged, or the next step with a
   * line.
   */
  public Instant timeOf(long step) {
    return lines.stream()
        .filter(line -> step(line) >= step)
        .findFirst()
        .map(RunHistory::time)
        .orElseThrow();
  }

  /**
   * Returns the earliest step after which workers have begun again.
   *
   * @param known the number of starts that are not looked at
   */
  public long startedAgainAfter(int known) {
    return starts.stream().skip(known).mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
  }
}
