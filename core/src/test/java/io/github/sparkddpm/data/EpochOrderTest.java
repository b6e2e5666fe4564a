package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.random.NoiseStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochOrderTest {

  private static final NoiseStream NOISE = new NoiseStream(42);

  @ParameterizedTest(name = "{0} examples in batches of {1}")
  @CsvSource({"10, 5", "10, 3", "7, 7", "5, 12", "1, 4", "101, 16"})
  void everyEpochSeesEveryExampleOnce(int count, int batchSize) {
    int epochs = 6;
    EpochOrder order = new EpochOrder(NOISE, count, batchSize);
    int[] sequence =
        LongStream.rangeClosed(0, (long) epochs * count / batchSize)
            .mapToObj(order::batch)
            .flatMapToInt(Arrays::stream)
            .toArray();
    int[] everyExample = IntStream.range(0, count).toArray();
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] seen = Arrays.copyOfRange(sequence, epoch * count, (epoch + 1) * count);
      assertThat(seen).containsExactlyInAnyOrder(everyExample);
    }
  }

  @Test
  void aBatchDependsOnItsStepAlone() {
    EpochOrder forwards = new EpochOrder(NOISE, 10, 3);
    int[][] expected = LongStream.range(0, 20).mapToObj(forwards::batch).toArray(int[][]::new);
    EpochOrder backwards = new EpochOrder(NOISE, 10, 3);
    for (int step = 19; step >= 0; step--) {
      assertThat(backwards.batch(step)).isEqualTo(expected[step]);
      assertThat(new EpochOrder(NOISE, 10, 3).batch(step)).isEqualTo(expected[step]);
    }
  }

  @Test
  void theBatchSizeCutsOneAndTheSameSequence() {
    EpochOrder single = new EpochOrder(NOISE, 10, 1);
    EpochOrder four = new EpochOrder(NOISE, 10, 4);
    for (int step = 0; step < 10; step++) {
      for (int b = 0; b < 4; b++) {
        assertThat(four.batch(step)[b]).isEqualTo(single.batch(4L * step + b)[0]);
      }
    }
  }

  @Test
  void epochsAndSeedsDifferInTheirOrder() {
    EpochOrder order = new EpochOrder(NOISE, 100, 100);
    assertThat(order.batch(0)).isNotEqualTo(order.batch(1));
    assertThat(order.batch(0)).isNotEqualTo(new EpochOrder(new NoiseStream(43), 100, 100).batch(0));
  }

  @Test
  void theOrderOfASeedNeverChanges() {
    assertThat(new EpochOrder(NOISE, 8, 8).batch(0)).containsExactly(6, 4, 3, 1, 7, 2, 5, 0);
  }

  @Test
  void aBatchWithoutExamplesIsRefused() {
    assertThatThrownBy(() -> new EpochOrder(NOISE, 0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0 and 4");
    assertThatThrownBy(() -> new EpochOrder(NOISE, 4, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 4 and 0");
  }
}
