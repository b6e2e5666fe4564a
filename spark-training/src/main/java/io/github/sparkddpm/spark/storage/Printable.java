package io.github.sparkddpm.spark.storage;

import java.util.Locale;

/**
 * Converts text to a form that a log or a terminal may show, because names of files come from
 * anywhere.
 */
public final class Printable {

  private static final String BIDI_CONTROLS =
      "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

  private Printable() {}

  /** Returns the text with every character that would forge a line or steer a terminal escaped. */
  public static String of(Object text) {
    StringBuilder printable = new StringBuilder();
    text.toString()
        .chars()
        .forEach(
            character -> {
              if (isControl(character)) {
                printable.append(String.format(Locale.ROOT, "\\u%04x", character));
              } else {
                printable.append((char) character);
              }
            });
    return printable.toString();
  }

  private static boolean isControl(int character) {
    int type = Character.getType(character);
    return type == Character.CONTROL
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || BIDI_CONTROLS.indexOf(character) >= 0;
  }
}
