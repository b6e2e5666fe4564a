package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.data.ShuffledOrder;
import io.github.sparkddpm.random.NoiseStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The assignment of ids to the source's entries: an entry's place in a pseudo-random order of all
 * entries, without those in quarantine. Depends on nothing but the seed, the number of entries and
 * the quarantine.
 */
final class IdAssignment implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int[] positions;
  private final int[] holes;

  private IdAssignment(int[] positions, int[] holes) {
    this.positions = positions;
    this.holes = holes;
  }

  static IdAssignment of(long seed, int entries, List<Quarantined> quarantined) {
    int[] positions = ShuffledOrder.positions(new NoiseStream(seed), entries);
    int[] holes = quarantined.stream().mapToInt(bad -> positions[bad.index()]).sorted().toArray();
    return new IdAssignment(positions, holes);
  }

  /** Returns the number of ids, which are 0 to count - 1. */
  int count() {
    return positions.length - holes.length;
  }

  /** Returns the id of an entry that is not in quarantine. */
  int id(int index) {
    int position = positions[index];
    int holesBefore = -(Arrays.binarySearch(holes, position) + 1);
    return position - holesBefore;
  }
}
