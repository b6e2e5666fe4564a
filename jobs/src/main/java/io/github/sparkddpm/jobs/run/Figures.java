package io.github.sparkddpm.jobs.run;

import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {

  private Figures() {}

  /**
   * Returns a number and its error, both to the second digit of the error; the number alone if the
   * error is not known, or 0.
   */
  public static String withError(double value, double error) {
    if (!Double.isFinite(value) || !Double.isFinite(error) || error <= 0) {
      return ShownNumber.of(value);
    }
    int decimals = Math.max(0, 1 - (int) Math.floor(Math.log10(error)));
    // Fewer digits than asked stay as they are: a large number's own are all known.
    String format = "%." + Math.min(decimals, 12) + "f";
    return String.format(Locale.ROOT, format + " ± " + format, value, error);
  }

  /** Returns a share in [0, 1] with three digits. */
  public static String share(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
