package io.github.sparkddpm.jobs.compare;

import io.github.sparkddpm.jobs.run.ShownNumber;
import java.util.Locale;

/** The form in which a page shows values. */
enum Form {
  TEXT,
  COUNT,
  NUMBER,
  /** A share, in percent. */
  SHARE,
  /** Seconds, as hours, minutes and seconds. */
  DURATION;

  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;

  /** Returns a value as text; a dash for null. */
  String show(Object value) {
    if (value == null) {
      return ShownNumber.UNKNOWN;
    }
    return switch (this) {
      case TEXT -> value.toString();
      case COUNT -> String.format(Locale.ROOT, "%,d", (Long) value);
      case NUMBER -> ShownNumber.of((Double) value);
      case SHARE -> String.format(Locale.ROOT, "%.1f %%", 100 * (Double) value);
      case DURATION -> duration(Math.round((Double) value));
    };
  }

  private static String duration(long seconds) {
    return seconds >= HOUR
        ? "%s h %s min".formatted(seconds / HOUR, seconds % HOUR / MINUTE)
        : "%s min %s s".formatted(seconds / MINUTE, seconds % MINUTE);
  }
}
