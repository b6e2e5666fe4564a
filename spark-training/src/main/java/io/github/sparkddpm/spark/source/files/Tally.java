package io.github.sparkddpm.spark.source.files;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/**
 * A count of what is found in a folder.
 *
 * @param files the number of files that are read
 */
record Tally(long files, PassedOver passedOver) implements Serializable {

  /** Counts what one task found. */
  static Tally of(Iterator<Found> findings) {
    long files = 0;
    PassedOver.Counter counter = new PassedOver.Counter();
    while (findings.hasNext()) {
      Found found = findings.next();
      if (found.isFile()) {
        files++;
      } else {
        counter.add(found.passedOver(), found.name());
      }
    }
    return new Tally(files, counter.total());
  }

  /** Returns the count of all tasks. */
  static Tally of(List<Tally> tallies) {
    return tallies.stream()
        .reduce(
            new Tally(0, PassedOver.none()),
            (one, other) ->
                new Tally(one.files + other.files, one.passedOver.and(other.passedOver)));
  }
}
