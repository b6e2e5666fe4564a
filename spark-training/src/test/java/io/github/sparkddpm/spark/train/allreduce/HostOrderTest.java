package io.github.sparkddpm.spark.train.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostOrderTest {

  @Test
  void tasksOfOneHostAreNeighbours() {
    List<String> hosts = List.of("b", "a", "b", "c", "a", "b");
    assertThat(ranks(hosts)).containsExactly(0, 3, 1, 5, 4, 2);
  }

  @Test
  void tasksOnOneHostOrEachOnItsOwnKeepTheirNumbers() {
    assertThat(ranks(List.of("a", "a", "a"))).containsExactly(0, 1, 2);
    assertThat(ranks(List.of("c", "a", "b"))).containsExactly(0, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aRingEntersEachHostOnce(long seed) {
    Random random = new Random(seed);
    List<String> hosts = random.ints(24, 0, 5).mapToObj(Integer::toString).toList();
    String[] ring = new String[hosts.size()];
    for (int task = 0; task < ring.length; task++) {
      ring[HostOrder.rank(task, hosts)] = hosts.get(task);
    }

    long entered =
        IntStream.range(0, ring.length)
            .filter(rank -> !ring[rank].equals(ring[(rank + 1) % ring.length]))
            .count();
    assertThat(Arrays.asList(ring)).containsExactlyInAnyOrderElementsOf(hosts);
    assertThat(entered).isEqualTo(hosts.stream().distinct().count());
    assertThat(HostOrder.rank(0, hosts)).isZero();
  }

  private static List<Integer> ranks(List<String> hosts) {
    return IntStream.range(0, hosts.size()).mapToObj(task -> HostOrder.rank(task, hosts)).toList();
  }
}
