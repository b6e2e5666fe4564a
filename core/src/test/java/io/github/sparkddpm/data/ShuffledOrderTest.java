package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.random.NoiseStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of a dataset's images. */
class ShuffledOrderTest {

  @Test
  void everyImageHasAPositionOfItsOwnInSmallDatasets() {
    for (int count = 1; count <= 300; count++) {
      for (long seed = -2; seed < 3; seed++) {
        assertBijection(seed, count);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1009, 1023, 1024, 1025, 4095, 4097, 65_521, 65_535, 65_536, 65_537, 99_856, 1_000_003
      })
  void everyImageHasAPositionOfItsOwnInLargeDatasets(int count) {
    assertBijection(7, count);
  }

  /** A dataset of two thousand million images, of which some are looked at. */
  @Test
  void positionsOfTheLargestDatasetAreWithinIt() {
    ShuffledOrder order = new ShuffledOrder(new NoiseStream(1), Integer.MAX_VALUE);
    long distinct =
        IntStream.range(0, 100_000)
            .map(i -> order.position(Integer.MAX_VALUE - 1 - 21_474 * i))
            .peek(position -> assertThat(position).isNotNegative().isNotEqualTo(Integer.MAX_VALUE))
            .distinct()
            .count();

    assertThat(distinct).isEqualTo(100_000);
  }

  /** Values of an implementation in Python. Datasets and runs depend on them. */
  @Test
  void theOrderOfASeedIsTheSameForEver() {
    assertThat(positions(1, 10)).containsExactly(0, 5, 2, 6, 3, 1, 7, 8, 4, 9);
    assertThat(positions(-7, 7)).containsExactly(3, 0, 2, 1, 6, 4, 5);
    assertThat(Arrays.copyOf(positions(42, 100_000), 5))
        .containsExactly(32786, 78802, 26935, 43340, 92361);
  }

  @Test
  void eachOrderOfFewImagesIsAsLikelyAsAnyOther() {
    int seeds = 24_000;
    Map<String, Integer> counts = new HashMap<>();
    for (int seed = 0; seed < seeds; seed++) {
      counts.merge(Arrays.toString(positions(seed, 5)), 1, Integer::sum);
    }

    assertThat(counts).hasSize(120);
    assertIsUniform(counts.values().stream().mapToInt(Integer::intValue).toArray());
  }

  @Test
  void eachImageIsAtEachPositionEquallyOften() {
    int count = 10;
    int[][] counts = new int[count][count];
    for (int seed = 0; seed < 10_000; seed++) {
      int[] positions = positions(seed, count);
      for (int image = 0; image < count; image++) {
        counts[image][positions[image]]++;
      }
    }

    for (int[] ofImage : counts) {
      assertIsUniform(ofImage);
    }
  }

  @Test
  void neighboursOfTheSourceAreNoNeighboursOfTheDataset() {
    int count = 100_000;
    for (long seed = 0; seed < 5; seed++) {
      int[] positions = positions(seed, count);
      for (int lag : new int[] {1, 2, 3, 10, 100, 316, 317, 1000, 4096, 50_000}) {
        // A correlation of n random ranks has the standard deviation 1 / sqrt(n).
        assertThat(correlation(positions, lag)).isBetween(-0.016, 0.016);
      }
    }
  }

  @Test
  void runsOfTheSourceAreSpreadEvenlyOverTheDataset() {
    int[] positions = positions(3, 100_000);
    for (int from = 0; from < positions.length; from += 10_000) {
      int[] parts = new int[50];
      for (int image = from; image < from + 10_000; image++) {
        parts[positions[image] / 2000]++;
      }
      assertIsUniform(parts);
    }
  }

  @Test
  void anotherSeedHasAnotherOrder() {
    int[] one = positions(1, 10_000);
    int[] other = positions(2, 10_000);

    // Two random orders agree at one image in the mean.
    assertThat(IntStream.range(0, 10_000).filter(i -> one[i] == other[i]).count()).isLessThan(8);
  }

  /** Requires that chi-square is within five of its standard deviations. */
  private static void assertIsUniform(int[] counts) {
    double expected = Arrays.stream(counts).average().orElseThrow();
    double chiSquare =
        Arrays.stream(counts)
            .mapToDouble(count -> (count - expected) * (count - expected) / expected)
            .sum();
    int freedom = counts.length - 1;
    assertThat((chiSquare - freedom) / Math.sqrt(2.0 * freedom)).isBetween(-5.0, 5.0);
  }

  private static double correlation(int[] ranks, int lag) {
    double mean = (ranks.length - 1) / 2.0;
    double variance = (Math.pow(ranks.length, 2) - 1) / 12;
    double sum = 0;
    for (int i = 0; i < ranks.length; i++) {
      sum += (ranks[i] - mean) * (ranks[(i + lag) % ranks.length] - mean);
    }
    return sum / ranks.length / variance;
  }

  private static void assertBijection(long seed, int count) {
    BitSet seen = new BitSet(count);
    for (int position : positions(seed, count)) {
      seen.set(position);
    }
    assertThat(seen.cardinality()).isEqualTo(count);
    assertThat(seen.length()).isEqualTo(count);
  }

  private static int[] positions(long seed, int count) {
    ShuffledOrder order = new ShuffledOrder(new NoiseStream(seed), count);
    return IntStream.range(0, count).map(order::position).toArray();
  }
}
