package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.spark.storage.Printable;
import java.util.regex.Pattern;

/** Tells whether labels are the numbers of classes. */
public final class ClassNumber {

  /** Whole numbers that have only one spelling and fit an int. */
  private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9]\\d{0,8}");

  private ClassNumber() {}

  /** Returns whether a text is a whole number of at most nine digits, without zeros in front. */
  public static boolean isNumber(String text) {
    return WHOLE_NUMBER.matcher(text).matches();
  }

  /**
   * Requires that a label can be the number of a class.
   *
   * @param entry what an error calls the image
   * @throws IllegalArgumentException if it is too large
   */
  public static void requireNotTooLarge(long label, String entry) {
    if (label > Integer.MAX_VALUE) {
      throw tooLarge(label, entry);
    }
  }

  /** Returns the error for a label that is too large. */
  public static IllegalArgumentException tooLarge(Object label, String entry) {
    return new IllegalArgumentException(
        "Label %s of %s is above %s: number the classes from 0"
            .formatted(label, Printable.of(entry), Integer.MAX_VALUE));
  }
}
