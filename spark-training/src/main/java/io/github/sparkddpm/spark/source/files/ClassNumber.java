package io.github.sparkddpm.spark.source.files;

import java.util.regex.Pattern;

/** Tells whether texts are the numbers of classes. */
public final class ClassNumber {

  /** Whole numbers that have only one spelling and fit an int. */
  private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9]\\d{0,8}");

  private ClassNumber() {}

  /** Returns whether a text is a whole number of at most nine digits, without zeros in front. */
  public static boolean isNumber(String text) {
    return WHOLE_NUMBER.matcher(text).matches();
  }
}
