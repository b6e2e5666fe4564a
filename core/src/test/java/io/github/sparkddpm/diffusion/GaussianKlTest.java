package io.github.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.Golden;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GaussianKlTest {

  @Test
  void agreesWithTheFormulaWrittenOut() {
    double variance = 0.3;
    double otherVariance = 2.5;
    double expected =
        0.5
            * (Math.log(otherVariance / variance)
                - 1
                + (variance + (0.7 + 1.1) * (0.7 + 1.1)) / otherVariance);
    assertThat(GaussianKl.nats(1.8 * 1.8, Math.log(variance), Math.log(otherVariance)))
        .isCloseTo(expected, withinPercentage(1e-11));
  }

  @Test
  void isZeroBetweenEqualGaussiansAndNeverNegative() {
    assertThat(GaussianKl.nats(0, -2, -2)).isZero();
    for (double difference = -1; difference <= 1; difference += 1e-3) {
      assertThat(GaussianKl.nats(0, -2 + difference, -2)).isNotNegative();
    }
  }

  @Test
  void keepsItsDigitsForNearlyEqualVariances() {
    double x = 1e-9;
    assertThat(GaussianKl.nats(0, x, 0)).isCloseTo(x * x / 4, withinPercentage(1e-6));
  }

  @ParameterizedTest
  @EnumSource
  void theVariancesMismatchHasItsReferenceValue(NoiseSchedule.Kind kind) {
    NoiseSchedule schedule = kind.schedule(1000);
    Golden.byTimestep(kind.name().toLowerCase(Locale.ROOT), "variance_mismatch_KL_bits_fixedlarge")
        .forEach(
            (i, bits) ->
                assertThat(
                        GaussianKl.nats(
                                0,
                                Variance.FIXED_SMALL.logVariance(schedule, i),
                                Variance.FIXED_LARGE.logVariance(schedule, i))
                            / Math.log(2))
                    .isCloseTo(bits, withinPercentage(1e-5)));
  }
}
