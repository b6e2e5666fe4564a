package io.github.sparkddpm.jobs.compare;

import java.util.Set;
import java.util.TreeSet;

/**
 * A reason why runs cannot be compared in some respects.
 *
 * @param text in words
 * @param concerns the respects
 */
record Doubt(String text, Set<Subject> concerns) {

  Doubt {
    concerns = new TreeSet<>(concerns);
  }
}
