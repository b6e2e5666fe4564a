package io.github.sparkddpm.jobs.run;

import java.util.Locale;

/** A number as pages show it. */
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
}
