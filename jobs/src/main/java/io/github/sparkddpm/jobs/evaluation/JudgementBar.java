package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.evaluation.Judgement;
import java.util.Locale;
import java.util.Map;

/**
 * A bar from distance 0 to four times the limit: where generated images are, and where real ones
 * are. Whiskers are two standard deviations long each way. What is beyond the bar is at its end.
 */
record JudgementBar(Judgement judgement) {

  private static final double LIMITS = 4;

  /** Returns positions in percent of the bar's length. */
  Map<String, Object> model() {
    double limit = judgement.limit();
    double generated = judgement.factor();
    double spread = 2 * judgement.factorError();
    double real = judgement.real().mean() / limit;
    return Map.of(
        "at", percent(generated),
        "from", percent(generated - spread),
        "length", length(generated - spread, generated + spread),
        "realFrom", percent(2 * real - 1),
        "realLength", length(2 * real - 1, 1),
        "beyond", generated > LIMITS);
  }

  private static String length(double from, double to) {
    return text(share(to) - share(from));
  }

  private static String percent(double limits) {
    return text(share(limits));
  }

  /** Returns a place on the bar, 0 to 1. */
  private static double share(double limits) {
    return Math.min(1, Math.max(0, limits / LIMITS));
  }

  private static String text(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }
}
