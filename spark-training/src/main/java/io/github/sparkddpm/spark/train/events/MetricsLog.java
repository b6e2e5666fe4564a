package io.github.sparkddpm.spark.train.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.Printable;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run's {@value RunFolder#METRICS}: a line of JSON for every metrics and checkpoint, in the
 * order of their steps. Rewritten as a whole each time, because object stores cannot append.
 */
public final class MetricsLog {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsLog.class);
  private static final JsonMapper MAPPER = new JsonMapper();

  /** A thousand times what is written: brackets in brackets take far more memory than text. */
  private static final int MOST_CHARACTERS = 1 << 20;

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
    } else if (event instanceof Measured measured) {
      append(json(measured.metrics()));
    } else if (event instanceof CheckpointSaved saved) {
      append(line(saved.step()).put("checkpoint", saved.path()));
    }
  }

  /** Drops the lines after a step: a resumed run trains the steps after its checkpoint again. */
  private void keepUntil(long step) throws IOException {
    lines.setLength(0);
    String before = folder.readText(RunFolder.METRICS, RunFolder.MOST_LINES_BYTES).orElse("");
    before.lines().filter(line -> stepOf(line) <= step).forEach(this::add);
    write();
  }

  private long stepOf(String line) {
    if (line.length() > MOST_CHARACTERS) {
      return damaged("it has %s characters".formatted(line.length()));
    }
    try {
      JsonNode step = MAPPER.readTree(line).path("step");
      return step.asLong(Long.MAX_VALUE);
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

  private ObjectNode json(StepMetrics metrics) {
    ObjectNode line = line(metrics.step());
    line.put("imagesSeen", metrics.step() * batchSize);
    line.put("steps", metrics.steps());
    line.put("loss", orNull(metrics.loss()));
    line.put("smoothedLoss", orNull(metrics.smoothedLoss()));
    ArrayNode quarters = line.putArray("lossByQuarter");
    metrics.lossByQuarter().forEach(loss -> quarters.add(orNull(loss)));
    line.put("gradientNorm", orNull(metrics.gradientNorm()));
    line.put("learningRate", metrics.learningRate());
    line.put("imagesPerSecond", metrics.imagesPerSecond());
    line.put("secondsWaitingForData", orNull(metrics.secondsWaitingForData()));
    line.put("secondsDrawingNoise", orNull(metrics.secondsDrawingNoise()));
    line.put("secondsCombining", orNull(metrics.secondsCombining()));
    line.put("skippedSteps", metrics.skippedSteps());
    return line;
  }

  private static ObjectNode line(long step) {
    return MAPPER
        .createObjectNode()
        .put("step", step)
        .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** JSON has no NaN. */
  private static Double orNull(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  private void append(ObjectNode line) throws IOException {
    add(line.toString());
    write();
  }

  private void add(String line) {
    lines.append(line).append('\n');
  }

  private void write() throws IOException {
    folder.write(RunFolder.METRICS, lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
