package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {

  /** Far from 0, where a sum of squares would have lost its digits. */
  private static final double[] VALUES =
      new NoiseStream(1).generator(Purpose.SHUFFLE, 0, 0).doubles(100).map(x -> 1e6 + x).toArray();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 37, 99, 100})
  void mergedTheyAreThoseOfAllNumbersTogether(int cut) {
    Moments merged =
        Moments.of(Arrays.copyOf(VALUES, cut))
            .merge(Moments.of(Arrays.copyOfRange(VALUES, cut, VALUES.length)));

    assertThat(merged.count()).isEqualTo(100);
    assertThat(merged.mean()).isCloseTo(StatUtils.mean(VALUES), withinPercentage(1e-13));
    assertThat(merged.standardDeviation())
        .isCloseTo(Math.sqrt(StatUtils.variance(VALUES)), withinPercentage(1e-7));
    assertThat(merged.standardError())
        .isCloseTo(Math.sqrt(StatUtils.variance(VALUES) / 100), withinPercentage(1e-7));
  }

  @Test
  void ofOneNumberTheSpreadIsUnknown() {
    assertThat(Moments.of(3).standardError()).isNaN();
    assertThat(Moments.of(3).mean()).isEqualTo(3);
  }
}
