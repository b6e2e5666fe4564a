package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.data.ShuffledOrder;
import io.github.sparkddpm.random.NoiseStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Which id an entry of the source gets: its place in a pseudo-random order of all entries, those in
 * quarantine left out. Depends on nothing but the seed, the number of entries and the quarantine.
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

  /** The number of ids: they are 0 to count - 1. */
  int count() {
    return positions.length - holes.length;
  }

  /** The id of an entry that is not in quarantine. */
  int id(int index) {
    int position = positions[index];
    int holesBefore = -(Arrays.binarySearch(holes, position) + 1);
    return position - holesBefore;
  }
}
