package io.github.sparkddpm.jobs.display;

import io.github.sparkddpm.spark.evaluate.EvaluationProgress;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows an evaluation, stage by stage. */
public final class EvaluationDisplay implements Consumer<EvaluationProgress>, AutoCloseable {

  private ProgressDisplay display;
  private EvaluationProgress last;
  private long start;

  /** Events come from Spark's threads, one at a time. */
  @Override
  public synchronized void accept(EvaluationProgress event) {
    if (last == null || !event.stage().equals(last.stage()) || event.done() < last.done()) {
      close();
      start = System.nanoTime();
      display = ProgressDisplay.open(event.stage(), 0, event.total());
    }
    last = event;
    double seconds = (System.nanoTime() - start) / 1e9;
    display.advance(
        event.done(),
        String.format(Locale.ROOT, "%.1f %s/s", event.done() / seconds, event.unit()));
  }

  @Override
  public synchronized void close() {
    if (display != null) {
      display.close();
      display = null;
    }
  }
}
