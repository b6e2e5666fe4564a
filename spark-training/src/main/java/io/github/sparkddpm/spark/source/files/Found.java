package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.spark.source.files.PassedOver.Reason;

/**
 * A file or folder that was found in a source.
 *
 * @param name its path below the source's, with slashes
 * @param passedOver why it is not read; null for a file of the source
 */
record Found(String name, Reason passedOver) {

  private static final char AFTER_REASON = ':';

  static Found file(String name) {
    return new Found(name, null);
  }

  boolean isFile() {
    return passedOver == null;
  }

  /** Returns it as one text, which takes little room where there are many. */
  String coded() {
    return (isFile() ? "" : passedOver.key()) + AFTER_REASON + name;
  }

  static Found decoded(String code) {
    int end = code.indexOf(AFTER_REASON);
    String name = code.substring(end + 1);
    return end == 0 ? file(name) : new Found(name, Reason.of(code.substring(0, end)));
  }
}
