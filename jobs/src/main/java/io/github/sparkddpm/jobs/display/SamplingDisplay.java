package io.github.sparkddpm.jobs.display;

import io.github.sparkddpm.spark.sample.SamplingProgress;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how far sampling is, over all executors: images, speed, time left. */
public final class SamplingDisplay implements Consumer<SamplingProgress>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SamplingDisplay.class);

  private final SamplingForecast forecast = new SamplingForecast();
  private ProgressDisplay display;
  private long start;

  /** Events come from Spark's threads, one at a time. */
  @Override
  public synchronized void accept(SamplingProgress progress) {
    if (display == null) {
      start = System.nanoTime();
      LOG.info(forecast.beginning(progress));
      display = ProgressDisplay.open("Sampling", 0, progress.total());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    forecast.forecast(progress, seconds).ifPresent(LOG::info);
    display.advance(
        progress.done(),
        String.format(
            Locale.ROOT,
            "%.1f of %s images, %.2f images/s",
            progress.imagesDone(),
            progress.images(),
            progress.imagesDone() / seconds));
  }

  @Override
  public synchronized void close() {
    if (display != null) {
      display.close();
    }
  }
}
