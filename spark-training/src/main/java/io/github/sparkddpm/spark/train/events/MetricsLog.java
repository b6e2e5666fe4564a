package io.github.sparkddpm.spark.train.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.Printable;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run's {@value RunFolder#METRICS}: a line of JSON for every metrics, judgement and checkpoint,
 * in the order of their steps. Rewritten as a whole each time, because object stores cannot append.
 */
public final class MetricsLog {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsLog.class);

  private final OutputFolder folder;
  private final int batchSize;
  private final StringBuilder lines = new StringBuilder();
  private boolean foundDamage;

  /**
   * @param batchSize images of a step
   */
  public MetricsLog(OutputFolder folder, int batchSize) {
    this.folder = folder;
    this.batchSize = batchSize;
  }

  /** Writes what of the event belongs into the file. */
  public void accept(TrainingEvent event) throws IOException {
    if (event instanceof Started started) {
      keepUntil(started.step());
    } else {
      append(MetricsLine.of(event, batchSize, now()));
    }
  }

  /** Drops the lines after a step: a resumed run trains the steps after its checkpoint again. */
  private void keepUntil(long step) throws IOException {
    lines.setLength(0);
    String before = JsonLines.text(folder, RunFolder.METRICS);
    before.lines().filter(line -> stepOf(line) <= step).forEach(this::add);
    write();
  }

  private long stepOf(String line) {
    try {
      return JsonLines.parse(line).path("step").asLong(Long.MAX_VALUE);
    } catch (JsonProcessingException e) {
      return damaged(e.getOriginalMessage());
    }
  }

  /** Tells of the first, for there may be millions. */
  private long damaged(String why) {
    if (!foundDamage) {
      LOG.warn(
          "Dropping a damaged line of {}, and others if there are: {}",
          RunFolder.METRICS,
          Printable.of(why));
    }
    foundDamage = true;
    return Long.MAX_VALUE;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private void append(Optional<MetricsLine> line) throws IOException {
    if (line.isPresent()) {
      add(line.get().toJson().toString());
      write();
    }
  }

  private void add(String line) {
    lines.append(line).append('\n');
  }

  private void write() throws IOException {
    folder.write(RunFolder.METRICS, lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
