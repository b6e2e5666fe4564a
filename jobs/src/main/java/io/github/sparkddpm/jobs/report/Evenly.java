package io.github.sparkddpm.jobs.report;

import java.util.List;
import java.util.stream.IntStream;

/** Chooses some of many items, evenly. */
public final class Evenly {

  private Evenly() {}

  /**
   * Returns elements in even distances, the first and the last among them; all if they are not too
   * many.
   *
   * @param most how many at most, at least 2
   */
  public static <T> List<T> choose(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    long last = all.size() - 1L;
    return IntStream.range(0, most).mapToObj(i -> all.get((int) (i * last / (most - 1)))).toList();
  }
}
