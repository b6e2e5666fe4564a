package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.random.NoiseStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestepStrataTest {

  private static final NoiseStream NOISE = new NoiseStream(5);

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "2,2", "10,4", "1000,1", "1000,2", "1000,20", "1000,999", "1000,1000"})
  void theRunsHoldEveryTimestepOnce(int timesteps, int count) {
    TimestepStrata strata = new TimestepStrata(timesteps, count);
    int next = 0;
    for (int k = 0; k < count; k++) {
      assertThat(strata.start(k)).isEqualTo(next);
      assertThat(strata.width(k)).isPositive();
      next += strata.width(k);
    }
    assertThat(next).isEqualTo(timesteps);
    assertThat(count == 1 || strata.width(0) == 1).isTrue();
  }

  /** Terms that depend on the timestep alone have an expectation that can be summed. */
  @Test
  void theWeightedTermsOfManyImagesAverageToTheWholeSum() {
    TimestepStrata strata = new TimestepStrata(50, 6);
    long[] ids = LongStream.range(0, 40_000).toArray();
    double estimate = 0;
    for (int k = 0; k < strata.count(); k++) {
      for (int timestep : strata.draw(NOISE, k, ids)) {
        estimate += strata.width(k) * term(timestep) / ids.length;
      }
    }
    double whole = IntStream.range(0, 50).mapToDouble(TimestepStrataTest::term).sum();

    assertThat(estimate).isCloseTo(whole, within(0.002 * whole));
  }

  private static double term(int timestep) {
    return 1 / (1.0 + timestep);
  }

  @Test
  void anImagesTimestepsDoNotDependOnItsBatch() {
    TimestepStrata strata = new TimestepStrata(1000, 10);
    assertThat(strata.draw(NOISE, 7, new long[] {3, 4})[1])
        .isEqualTo(strata.draw(NOISE, 7, new long[] {4})[0]);
  }

  @Test
  void moreTimestepsThanTheModelHasAreRefused() {
    assertThatThrownBy(() -> new TimestepStrata(10, 11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1, 10]", "got 11");
  }
}
