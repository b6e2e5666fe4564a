package io.github.sparkddpm.jobs.display;

import io.github.sparkddpm.spark.sample.SamplingProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Words on how long sampling will take: the passes at its start, and once the time, from the speed
 * of the first ones.
 */
final class SamplingForecast {

  private static final double SECONDS_OBSERVED = 10;

  private long firstDone;
  private double firstSeconds = -1;
  private boolean told;

  /** Returns what there is to do. */
  String beginning(SamplingProgress progress) {
    return String.format(
        Locale.ROOT,
        "Drawing %,d images in %,d steps: %,d passes of one image through the network",
        progress.images(),
        progress.steps(),
        progress.total() * progress.passes());
  }

  /**
   * Returns how long the rest takes, once and as soon as the speed is known.
   *
   * @param seconds since the beginning
   */
  Optional<String> forecast(SamplingProgress progress, double seconds) {
    if (firstSeconds < 0 && progress.done() > 0) {
      // What comes before, such as loading the weights, says nothing about the speed.
      firstDone = progress.done();
      firstSeconds = seconds;
    }
    long left = progress.total() - progress.done();
    if (told
        || progress.done() == firstDone
        || left == 0
        || seconds - firstSeconds < SECONDS_OBSERVED) {
      return Optional.empty();
    }
    told = true;
    double speed = (progress.done() - firstDone) / (seconds - firstSeconds);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "At %,.0f passes/s the rest takes about %s",
            speed * progress.passes(),
            words(Duration.ofSeconds(Math.round(left / speed)))));
  }

  private static String words(Duration time) {
    if (time.toHours() >= 2) {
      return time.toHours() + " hours";
    }
    return time.toMinutes() >= 2 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
  }
}
