package io.github.sparkddpm.spark.train.events;

import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The run's {@value RunFolder#ATTEMPTS}: a line of JSON for every time the workers began and every
 * time they failed or were stopped, in the order in which that happened. Unlike metrics, none is
 * ever taken back.
 */
public final class AttemptLog {

  private final OutputFolder folder;

  public AttemptLog(OutputFolder folder) {
    this.folder = folder;
  }

  /** Writes what of the event belongs into the file. */
  public void accept(TrainingEvent event) throws IOException {
    Optional<AttemptLine> line =
        AttemptLine.of(event, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    if (line.isPresent()) {
      String before = JsonLines.text(folder, RunFolder.ATTEMPTS);
      folder.write(
          RunFolder.ATTEMPTS,
          (before + line.get().toJson() + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }
}
