package io.github.sparkddpm.spark.train.judge;

import io.github.sparkddpm.spark.storage.BestCheckpoints;
import io.github.sparkddpm.spark.storage.BestCheckpoints.Best;
import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.SampleQuality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything that was measured of a run, and the best of it. Numbers that are not finite lose. */
final class Candidates {

  private static final Comparator<Best> LEAST =
      Comparator.comparingDouble(Best::value).thenComparingLong(Best::step);

  private final List<Best> losses = new ArrayList<>();
  private final List<Best> distances = new ArrayList<>();

  /**
   * Remembers what a run has told. What was measured otherwise cannot be compared, and does not
   * count.
   *
   * @param lines of its metrics
   * @param step later ones do not count
   * @param heldOut held-out images that are measured
   * @param samples samples that are judged
   * @param judge what they are judged by
   */
  Candidates(List<MetricsLine> lines, long step, long heldOut, int samples, String judge) {
    for (MetricsLine line : lines) {
      if (line.step() <= step) {
        add(line.step(), line.heldOut().stream().filter(loss -> loss.images() == heldOut).toList());
        line.quality()
            .filter(quality -> quality.images() == samples && quality.judge().equals(judge))
            .ifPresent(quality -> add(line.step(), quality));
      }
    }
  }

  /** Adds the losses after a step. The least of an average's counts. */
  void add(long step, List<HeldOutLoss> measured) {
    measured.stream()
        .filter(HeldOutLoss::isOfAverage)
        .map(found -> new Best(step, found.weights(), orInfinite(found.loss())))
        .min(LEAST)
        .ifPresent(losses::add);
  }

  void add(long step, SampleQuality quality) {
    distances.add(new Best(step, quality.weights(), orInfinite(quality.frechet())));
  }

  private static double orInfinite(double value) {
    return Double.isFinite(value) ? value : Double.POSITIVE_INFINITY;
  }

  /**
   * Returns whether the loss has not fallen below its least one in the last measurements.
   *
   * @param patience how many those are; 0 for never
   * @param every only losses after steps that it divides count, so that a run which was stopped in
   *     between ends like one that was not
   */
  boolean areExhausted(int patience, int every) {
    if (patience == 0) {
      return false;
    }
    List<Best> regular = losses.stream().filter(loss -> loss.step() % every == 0).toList();
    Optional<Best> least = regular.stream().min(LEAST);
    return least.isPresent() && regular.size() - 1 - regular.indexOf(least.get()) >= patience;
  }

  /**
   * Returns the best that have a checkpoint.
   *
   * @param named before, which holds for what was not measured since
   * @param steps of the checkpoints that there are
   */
  Optional<BestCheckpoints> best(Optional<BestCheckpoints> named, Set<Long> steps) {
    Optional<Best> byLoss =
        least(losses, steps).or(() -> there(named.map(BestCheckpoints::heldOutLoss), steps));
    Optional<Best> byDistance =
        least(distances, steps).or(() -> there(named.map(BestCheckpoints::distance), steps));
    return byLoss.isPresent() || byDistance.isPresent()
        ? Optional.of(BestCheckpoints.of(byLoss, byDistance))
        : Optional.empty();
  }

  private static Optional<Best> there(Optional<Best> named, Set<Long> steps) {
    return named.filter(best -> steps.contains(best.step()));
  }

  private static Optional<Best> least(List<Best> all, Set<Long> steps) {
    return all.stream()
        .filter(found -> Double.isFinite(found.value()) && steps.contains(found.step()))
        .min(LEAST);
  }
}
