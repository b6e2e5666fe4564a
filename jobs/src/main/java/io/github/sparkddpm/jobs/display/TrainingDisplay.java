package io.github.sparkddpm.jobs.display;

import io.github.sparkddpm.spark.train.events.CombiningShare;
import io.github.sparkddpm.spark.train.events.SampleQuality;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Advanced;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Judged;
import io.github.sparkddpm.spark.train.events.TrainingEvent.JudgementFailed;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Validated;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a training run: steps, the loss over the last steps, speed. */
public final class TrainingDisplay implements Consumer<TrainingEvent>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingDisplay.class);

  private ProgressDisplay progress;
  private String workers = "";
  private int failures;
  private CombiningShare share = new CombiningShare();

  /** Events come from Spark's threads, one at a time. */
  @Override
  public synchronized void accept(TrainingEvent event) {
    if (event instanceof Started started) {
      start(started);
    } else if (event instanceof Advanced advanced) {
      advance(advanced.step(), advanced.smoothedLoss(), advanced.imagesPerSecond());
    } else if (event instanceof Measured measured) {
      measured(measured.metrics());
    } else if (event instanceof Validated validated) {
      validated(validated);
    } else if (event instanceof Judged judged) {
      judged(judged.step(), judged.quality(), judged.seconds());
    } else if (event instanceof JudgementFailed failed) {
      failures++;
      LOG.warn(
          "Samples of step {} could not be judged, for the {}. time; the run goes on: {}",
          failed.step(),
          failures,
          failed.reason());
    }
  }

  private void start(Started started) {
    close();
    if (started.step() >= started.steps()) {
      return;
    }
    if (started.step() > 0) {
      LOG.info(
          "Resuming after step {} of {} on {}", started.step(), started.steps(), workers(started));
    }
    workers = workers(started);
    progress = ProgressDisplay.open("Training", started.step(), started.steps());
  }

  private static String workers(Started started) {
    return started.workers() == 1 ? "1 worker" : started.workers() + " workers";
  }

  private void measured(StepMetrics metrics) {
    if (metrics.skippedSteps() > 0) {
      LOG.warn(
          "Skipped {} of the {} steps up to {}: their gradient was not finite",
          metrics.skippedSteps(),
          metrics.steps(),
          metrics.step());
    }
    advance(metrics.step(), metrics.smoothedLoss(), metrics.imagesPerSecond());
    share.add(metrics);
  }

  private static void validated(Validated validated) {
    LOG.info(
        "Held-out loss after step {}, in {} s: {}",
        validated.step(),
        seconds(validated.seconds()),
        validated.losses().stream()
            .map(found -> String.format(Locale.ROOT, "%.4f (%s)", found.loss(), found.weights()))
            .collect(Collectors.joining(", ")));
  }

  private static void judged(long step, SampleQuality quality, double seconds) {
    LOG.info(
        "Samples of step {}, in {} s: Frechet distance {} of {} images ({})",
        step,
        seconds(seconds),
        String.format(Locale.ROOT, "%.4g", quality.frechet()),
        quality.images(),
        quality.weights());
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void advance(long step, double loss, double imagesPerSecond) {
    progress.advance(
        step,
        String.format(Locale.ROOT, "loss %.4f, %.1f images/s, %s", loss, imagesPerSecond, workers));
  }

  @Override
  public synchronized void close() {
    if (progress != null) {
      progress.close();
      progress = null;
      share.text().ifPresent(text -> LOG.info("Of the workers' time: {}", text));
      share = new CombiningShare();
    }
  }
}
