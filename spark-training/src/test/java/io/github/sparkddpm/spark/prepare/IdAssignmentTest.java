package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.data.ShuffledOrder;
import io.github.sparkddpm.random.NoiseStream;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The ids of a source's entries. */
class IdAssignmentTest {

  @Test
  void theEntriesThatAreUsedHaveTheIdsFromZeroWithoutGaps() {
    for (int entries = 2; entries < 60; entries++) {
      for (int bad = 0; bad < entries; bad += 3) {
        IdAssignment ids = IdAssignment.of(5, entries, quarantine(entries, bad));
        int skipped = bad;
        List<Integer> used =
            IntStream.range(0, entries)
                .filter(index -> !isBad(index, skipped))
                .mapToObj(ids::id)
                .sorted()
                .toList();

        assertThat(used).isEqualTo(IntStream.range(0, ids.count()).boxed().toList());
      }
    }
  }

  @Test
  void aQuarantinedEntryChangesTheOrderOfNoOthers() {
    IdAssignment ids = IdAssignment.of(5, 50, quarantine(50, 20));
    ShuffledOrder order = new ShuffledOrder(new NoiseStream(5), 50);
    List<Integer> used = IntStream.range(0, 50).filter(i -> !isBad(i, 20)).boxed().toList();

    assertThat(used.stream().sorted(Comparator.comparing(ids::id)).toList())
        .isEqualTo(used.stream().sorted(Comparator.comparing(order::position)).toList());
  }

  private static boolean isBad(int index, int bad) {
    return index % 2 == 1 && index < 2 * bad;
  }

  private static List<Quarantined> quarantine(int entries, int bad) {
    return IntStream.range(0, entries)
        .filter(index -> isBad(index, bad))
        .mapToObj(index -> new Quarantined(index, "image " + index, "it is damaged"))
        .toList();
  }
}
