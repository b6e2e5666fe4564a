package io.github.sparkddpm.jobs.run;

import java.util.Locale;

/** Numbers as pages show them. */
public final class ShownNumber {

  /** A number that is not known. */
  public static final String UNKNOWN = "–";

  /** The number from which on four digits would need an exponent. */
  private static final double WHOLES_FROM = 9999.5;

  private ShownNumber() {}

  /** Returns four digits, or all those of a whole number; a dash for null and what is no number. */
  public static String of(Double value) {
    if (value == null || !Double.isFinite(value)) {
      return UNKNOWN;
    }
    boolean wholes = Math.abs(value) >= WHOLES_FROM;
    return String.format(Locale.ROOT, wholes ? "%.0f" : "%.4g", value);
  }

  /**
   * Returns a number and its error, both to the second digit of the error; the number alone if the
   * error is not known, or 0.
   */
  public static String withError(double value, double error) {
    if (!Double.isFinite(value) || !Double.isFinite(error) || error <= 0) {
      return of(value);
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
