package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureStatisticsTest {

  private static final float[][] VECTORS = Features.vectors("one");

  @Test
  void meanAndCovarianceAreThoseOfNumPy() {
    assertAlike(
        FeatureStatistics.of(VECTORS).gaussian(),
        new FeatureGaussian(Features.numbers("mean"), Features.numbers("covariance")),
        1e-12);
  }

  @ParameterizedTest
  @CsvSource({"1,2", "5,6", "13,29", "39,40", "20,20"})
  void mergingIsAssociativeAndGivesTheStatisticsOfAllTogether(int first, int second) {
    FeatureStatistics a = part(0, first);
    FeatureStatistics b = part(first, second);
    FeatureStatistics c = part(second, VECTORS.length);
    FeatureStatistics left = a.merge(b).merge(c);
    FeatureStatistics right = a.merge(b.merge(c));

    assertThat(left.count()).isEqualTo(VECTORS.length);
    assertAlike(left.gaussian(), right.gaussian(), 1e-12);
    assertAlike(left.gaussian(), FeatureStatistics.of(VECTORS).gaussian(), 1e-12);
  }

  @Test
  void mergingLeavesItsPartsAsTheyWere() {
    FeatureStatistics a = part(0, 10);
    FeatureGaussian before = a.gaussian();
    a.merge(part(10, 40));

    assertThat(a.gaussian().covariance()).isEqualTo(before.covariance());
    assertThat(a.merge(new FeatureStatistics(6)).gaussian().covariance())
        .isEqualTo(before.covariance());
  }

  @Test
  void vectorsOfAnotherModelAreRefused() {
    assertThatThrownBy(() -> part(0, 3).add(new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Expected 6 features, got 5");
    assertThatThrownBy(() -> part(0, 1).gaussian()).hasMessageContaining("at least 2 images");
  }

  private static FeatureStatistics part(int from, int to) {
    FeatureStatistics statistics = new FeatureStatistics(6);
    Arrays.stream(VECTORS, from, to).forEach(statistics::add);
    return statistics;
  }

  private static void assertAlike(FeatureGaussian one, FeatureGaussian other, double relative) {
    assertThat(one.mean()).containsExactly(other.mean(), within(relative * norm(other.mean())));
    assertThat(one.covariance())
        .containsExactly(other.covariance(), within(relative * norm(other.covariance())));
  }

  private static double norm(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }
}
