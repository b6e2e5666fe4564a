package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.spark.storage.Printable;
import java.util.Collection;

/** Tells whether labels can be the names of classes. */
public final class ClassNames {

  /** The most labels that are classes: captions are none. */
  private static final int MOST = 1 << 16;

  private static final int LONGEST_SHOWN = 40;

  private ClassNames() {}

  /**
   * Requires that labels can be classes.
   *
   * @throws IllegalArgumentException if they are too many
   */
  public static void requireFew(Collection<String> labels) {
    if (labels.size() > MOST) {
      throw new IllegalArgumentException(
          "There are more than %s different labels, such as '%s': these are no classes; name others with data.label-column"
              .formatted(MOST, shortened(labels.iterator().next())));
    }
  }

  private static String shortened(String label) {
    return Printable.of(
        label.length() <= LONGEST_SHOWN ? label : label.substring(0, LONGEST_SHOWN) + "...");
  }
}
