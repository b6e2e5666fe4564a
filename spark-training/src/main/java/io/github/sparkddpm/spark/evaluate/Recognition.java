package io.github.sparkddpm.spark.evaluate;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The images that a classifier takes for what they are.
 *
 * @param byClass how many there are of each class, and how many are recognized
 */
public record Recognition(SortedMap<Integer, Count> byClass) implements Serializable {

  /**
   * Images of one class.
   *
   * @param images how many there are
   * @param recognized how many of them get their class's score as the highest one
   */
  public record Count(long images, long recognized) implements Serializable {

    Count plus(Count other) {
      return new Count(images + other.images, recognized + other.recognized);
    }

    /** Returns the share that is recognized, in [0, 1]. */
    public double share() {
      return (double) recognized / images;
    }
  }

  public Recognition {
    byClass = Collections.unmodifiableSortedMap(new TreeMap<>(byClass));
  }

  /** Returns the count over all classes. */
  public Count total() {
    return byClass.values().stream().reduce(new Count(0, 0), Count::plus);
  }

  Recognition merge(Recognition other) {
    SortedMap<Integer, Count> both = new TreeMap<>(byClass);
    other.byClass.forEach((label, count) -> both.merge(label, count, Count::plus));
    return new Recognition(both);
  }
}
