package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.data.ShuffledOrder;
import io.github.sparkddpm.random.NoiseStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The assignment of ids to the source's entries: an entry's place in a pseudo-random order of all
 * entries, without those in quarantine. Depends on nothing but the seed, the number of entries and
 * the quarantine, and takes memory in proportion to the quarantine alone.
 */
final class IdAssignment implements Serializable {

  private static final long serialVersionUID = 1L;

  private final ShuffledOrder order;
  private final int[] holes;

  private IdAssignment(ShuffledOrder order, int[] holes) {
    this.order = order;
    this.holes = holes;
  }

  static IdAssignment of(long seed, int entries, List<Quarantined> quarantined) {
    ShuffledOrder order = new ShuffledOrder(new NoiseStream(seed), entries);
    int[] holes =
        quarantined.stream().mapToInt(bad -> order.position(bad.index())).sorted().toArray();
    return new IdAssignment(order, holes);
  }

  /** Returns the number of ids, which are 0 to count - 1. */
  int count() {
    return order.count() - holes.length;
  }

  /** Returns the id of an entry that is not in quarantine. */
  int id(int index) {
    int position = order.position(index);
    int holesBefore = -(Arrays.binarySearch(holes, position) + 1);
    return position - holesBefore;
  }
}
