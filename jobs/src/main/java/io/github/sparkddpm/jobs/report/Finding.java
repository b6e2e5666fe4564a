package io.github.sparkddpm.jobs.report;

/**
 * A statement about a run in words.
 *
 * @param name what it is called, such as "overfitting"
 * @param says by which numbers
 * @param advice what to do
 * @param good whether nothing needs to be done
 */
public record Finding(String name, String says, String advice, boolean good) {

  static Finding good(String name, String says, String advice) {
    return new Finding(name, says, advice, true);
  }

  static Finding bad(String name, String says, String advice) {
    return new Finding(name, says, advice, false);
  }
}
