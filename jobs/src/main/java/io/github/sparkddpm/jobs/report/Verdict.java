package io.github.sparkddpm.jobs.report;

import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.jobs.run.EvaluationFile.Nearest;
import io.github.sparkddpm.jobs.run.ShownNumber;
import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The verdict on a run in words, by the rules of {@link #RULES}.
 *
 * @param metrics of training, by step
 * @param heldOut lines with losses on held-out images, by step
 * @param evaluation of the run, if there is one
 */
public record Verdict(
    List<StepMetrics> metrics, List<MetricsLine> heldOut, Optional<EvaluationFile> evaluation) {

  /** The rules, as the page states them. */
  static final List<String> RULES =
      List.of(
          "diverging: the loss is no number, or half more than its least mean over 100 steps so far",
          "learning: the mean loss of the last quarter of the lines is at least 1 % below that of the quarter before; flat: it is not",
          "overfitting: the least held-out loss is at least 3 measurements old, the newest one is 2 % above it, and the training loss has fallen since",
          "the average lags: its held-out loss is more than 2 % above that of the weights as they are",
          "copying: more than 5 % of the generated images are nearer to a training image than 99 % of the held-out images are, by features");

  private static final int LEAST_LINES = 8;
  private static final double DIVERGED = 1.5;
  private static final double FALLEN = 0.01;
  private static final double ABOVE = 1.02;
  private static final int STALE = 3;
  private static final double COPIES = 0.05;

  /** Splits a run's lines. */
  public static Verdict of(List<MetricsLine> lines, Optional<EvaluationFile> evaluation) {
    return new Verdict(
        lines.stream().flatMap(line -> line.metrics().stream()).toList(),
        lines.stream().filter(line -> !line.heldOut().isEmpty()).toList(),
        evaluation);
  }

  /** Returns what there is to say, what needs something done first. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    progress().ifPresent(findings::add);
    overfitting().ifPresent(findings::add);
    lag().ifPresent(findings::add);
    copying().ifPresent(findings::add);
    findings.sort(Comparator.comparing(Finding::good));
    return findings;
  }

  private Optional<Finding> progress() {
    if (metrics.isEmpty()) {
      return Optional.empty();
    }
    double last = metrics.get(metrics.size() - 1).smoothedLoss();
    double least =
        metrics.stream()
            .mapToDouble(StepMetrics::smoothedLoss)
            .filter(Double::isFinite)
            .min()
            .orElse(Double.NaN);
    if (!(last <= DIVERGED * least)) {
      return Optional.of(
          Finding.bad(
              "diverging",
              "the loss is %s, but was %s".formatted(ShownNumber.of(last), ShownNumber.of(least)),
              "Resume from an earlier checkpoint with a lower training.learning-rate; a longer training.warmup-steps helps a new run."));
    }
    return metrics.size() < LEAST_LINES ? Optional.of(early()) : Optional.of(trend());
  }

  private static Finding early() {
    return Finding.good(
        "too early to say",
        "there are fewer than %s lines of metrics".formatted(LEAST_LINES),
        "Wait, or lower training.log-every.");
  }

  private Finding trend() {
    int quarter = metrics.size() / 4;
    int end = metrics.size();
    double before = mean(metrics.subList(end - 2 * quarter, end - quarter));
    double now = mean(metrics.subList(end - quarter, end));
    double fall = (before - now) / before;
    String says =
        "the mean loss of the last %s lines is %s, after %s: %s %%"
            .formatted(quarter, ShownNumber.of(now), ShownNumber.of(before), percent(-fall));
    return fall >= FALLEN
        ? Finding.good("learning", says, "More steps of the same may go on lowering it.")
        : Finding.good(
            "flat",
            says,
            "More of the same steps will change little: let the rate fall (training.rate-schedule), or train a larger network. Samples may still improve; see the distances.");
  }

  private Optional<Finding> overfitting() {
    List<MetricsLine> averaged =
        heldOut.stream().filter(line -> average(line).isPresent()).toList();
    if (averaged.size() <= STALE) {
      return Optional.empty();
    }
    MetricsLine least =
        averaged.stream()
            .min(Comparator.comparingDouble(line -> average(line).orElseThrow()))
            .orElseThrow();
    MetricsLine last = averaged.get(averaged.size() - 1);
    double lowest = average(least).orElseThrow();
    double newest = average(last).orElseThrow();
    boolean stale = averaged.size() - 1 - averaged.indexOf(least) >= STALE;
    if (!stale || newest < ABOVE * lowest || trained(last.step()) >= trained(least.step())) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.bad(
            "overfitting",
            "the held-out loss was least after step %s (%s) and is %s now, while the training loss has fallen"
                .formatted(least.step(), ShownNumber.of(lowest), ShownNumber.of(newest)),
            "Sample with sampling.checkpoint=best-loss. Train again on more images, or with training.flip or a higher network.dropout; training.patience ends a run in time."));
  }

  private Optional<Finding> lag() {
    if (heldOut.isEmpty()) {
      return Optional.empty();
    }
    MetricsLine last = heldOut.get(heldOut.size() - 1);
    Optional<Double> raw = raw(last);
    Optional<Double> average = average(last);
    if (raw.isEmpty() || average.isEmpty() || average.get() <= ABOVE * raw.get()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.bad(
            "the average lags",
            "its held-out loss after step %s is %s, that of the weights as they are %s"
                .formatted(last.step(), ShownNumber.of(average.get()), ShownNumber.of(raw.get())),
            "Samples are drawn with the average: train longer, or begin a run with a lower training.ema-decay or with training.more-ema-decays."));
  }

  private Optional<Finding> copying() {
    return evaluation
        .flatMap(file -> Optional.ofNullable(file.features()))
        .flatMap(features -> Optional.ofNullable(features.memorization()))
        .flatMap(found -> Optional.ofNullable(found.features()))
        .map(Nearest::nearerThan99PercentOfHeldOut)
        .filter(share -> share > COPIES)
        .map(
            share ->
                Finding.bad(
                    "copying",
                    "%s %% of the generated images are nearer to a training image than 99 %% of the held-out ones"
                        .formatted(percent(share)),
                    "Look at the closest pairs in evaluation/index.html. Train on more images, for fewer steps or with a higher network.dropout."));
  }

  /** Returns the least loss of an average. */
  private static Optional<Double> average(MetricsLine line) {
    return losses(line, HeldOutLoss::isOfAverage);
  }

  private static Optional<Double> raw(MetricsLine line) {
    return losses(line, loss -> !loss.isOfAverage());
  }

  private static Optional<Double> losses(MetricsLine line, Predicate<HeldOutLoss> whose) {
    return line.heldOut().stream()
        .filter(whose)
        .map(HeldOutLoss::loss)
        .filter(Double::isFinite)
        .min(Comparator.naturalOrder());
  }

  /** Returns the training loss around a step. */
  private double trained(long step) {
    return metrics.stream()
        .filter(of -> of.step() <= step)
        .reduce((before, of) -> of)
        .map(StepMetrics::smoothedLoss)
        .orElse(Double.NaN);
  }

  private static double mean(List<StepMetrics> lines) {
    return lines.stream()
        .mapToDouble(StepMetrics::loss)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }
}
