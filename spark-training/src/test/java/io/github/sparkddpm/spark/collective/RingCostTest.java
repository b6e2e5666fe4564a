package io.github.sparkddpm.spark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingCostTest {

  private static final long BYTES = 1_000_000_000;
  private static final RingCost COST = new RingCost(1e-4, 1e9);

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 16, 256})
  void theNumbersOfARingAreFoundFromItsTimes(int members) {
    RingCost found =
        RingCost.measured(members, COST.seconds(members, 4), BYTES, COST.seconds(members, BYTES));

    assertThat(found.hopSeconds()).isCloseTo(1e-4, within(1e-12));
    assertThat(found.bytesPerSecond()).isCloseTo(1e9, within(1.0));
  }

  @Test
  void theTimeOfALongVectorStaysBelowTwoWaysOverTheWireHoweverManySum() {
    assertThat(COST.seconds(1, BYTES)).isZero();
    assertThat(COST.seconds(2, BYTES)).isCloseTo(1, within(1e-9));
    assertThat(COST.seconds(256, BYTES)).isBetween(1.99, 2.0);
  }

  @Test
  void theTimeOfAShortVectorGrowsWithTheMembers() {
    assertThat(COST.seconds(2, 4)).isCloseTo(2e-4, within(1e-12));
    assertThat(COST.seconds(64, 4)).isCloseTo(126e-4, within(1e-12));
  }

  @Test
  void aStepThatComputesNineteenTimesAsLongAsTheSumKeeps95Percent() {
    assertThat(COST.computingSeconds(2, BYTES, 0.95)).isCloseTo(19, within(1e-6));
  }
}
