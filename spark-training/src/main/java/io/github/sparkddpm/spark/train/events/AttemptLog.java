package io.github.sparkddpm.spark.train.events;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Failed;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Paused;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The run's {@value RunFolder#ATTEMPTS}: a line of JSON for every time the workers began and every
 * time they failed or were stopped, in the order in which that happened. Unlike metrics, none is
 * ever taken back.
 */
public final class AttemptLog {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final OutputFolder folder;

  public AttemptLog(OutputFolder folder) {
    this.folder = folder;
  }

  /** Writes what of the event belongs into the file. */
  public void accept(TrainingEvent event) throws IOException {
    if (event instanceof Started started && started.step() < started.steps()) {
      append(
          line("started", started.step())
              .put("workers", started.workers())
              .put("engine", started.engine()));
    } else if (event instanceof Failed failed) {
      append(line("failed", failed.step()).put("reason", failed.reason()));
    } else if (event instanceof Paused paused) {
      append(line("stopped", paused.step()).put("reason", paused.reason()));
    }
  }

  private static ObjectNode line(String what, long step) {
    return MAPPER
        .createObjectNode()
        .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("what", what)
        .put("step", step);
  }

  private void append(ObjectNode line) throws IOException {
    String before = folder.readText(RunFolder.ATTEMPTS, RunFolder.MOST_LINES_BYTES).orElse("");
    folder.write(RunFolder.ATTEMPTS, (before + line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
