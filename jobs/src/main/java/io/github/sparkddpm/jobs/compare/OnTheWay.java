package io.github.sparkddpm.jobs.compare;

import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The judgements of a run while it trained. */
record OnTheWay(ComparedRun run) {

  /** Returns the least loss of an average on held-out images, if a line has it. */
  static OptionalDouble heldOutLoss(MetricsLine line) {
    return line.heldOut().stream()
        .filter(HeldOutLoss::isOfAverage)
        .mapToDouble(HeldOutLoss::loss)
        .filter(Double::isFinite)
        .min();
  }

  /** Returns the Frechet distance of samples, if a line has it. */
  static OptionalDouble frechet(MetricsLine line) {
    return line.quality().stream()
        .mapToDouble(quality -> quality.frechet())
        .filter(Double::isFinite)
        .min();
  }

  /** Returns the least held-out loss so far; NaN if none was measured. */
  double leastHeldOutLoss() {
    return least(OnTheWay::heldOutLoss);
  }

  /** Returns the least Frechet distance so far; NaN if no samples were judged. */
  double leastFrechet() {
    return least(OnTheWay::frechet);
  }

  private double least(Function<MetricsLine, OptionalDouble> number) {
    return run.lines().stream()
        .map(number)
        .flatMapToDouble(OptionalDouble::stream)
        .min()
        .orElse(Double.NaN);
  }

  /** Returns the number of held-out images that were measured last, if some were. */
  Optional<Integer> heldOutImages() {
    return run.lines().stream()
        .flatMap(line -> line.heldOut().stream())
        .map(HeldOutLoss::images)
        .reduce((before, images) -> images);
  }

  /**
   * Returns how samples were judged, if they were: the digits stand for model, images and steps.
   */
  Optional<String> judging() {
    return run.lines().stream()
        .flatMap(line -> line.quality().stream())
        .reduce((before, quality) -> quality)
        .map(quality -> "%s images by judge %s".formatted(quality.images(), quality.judge()));
  }
}
