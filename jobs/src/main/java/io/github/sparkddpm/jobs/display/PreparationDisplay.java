package io.github.sparkddpm.jobs.display;

import io.github.sparkddpm.spark.prepare.PreparationProgress;
import io.github.sparkddpm.spark.prepare.PreparationProgress.Stage;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows a preparation, stage by stage: images, speed, time left. */
public final class PreparationDisplay implements Consumer<PreparationProgress>, AutoCloseable {

  private ProgressDisplay progress;
  private Stage stage;
  private long start;

  /** Events come from Spark's threads, one at a time. */
  @Override
  public synchronized void accept(PreparationProgress event) {
    if (event.stage() != stage) {
      close();
      stage = event.stage();
      start = System.nanoTime();
      progress = ProgressDisplay.open(name(stage), 0, event.total());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.advance(
        event.done(), String.format(Locale.ROOT, "%.1f images/s", event.done() / seconds));
  }

  private static String name(Stage stage) {
    return switch (stage) {
      case DECODING -> "Decoding";
      case WRITING -> "Writing";
      case COMPARING -> "Comparing";
    };
  }

  @Override
  public synchronized void close() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }
}
