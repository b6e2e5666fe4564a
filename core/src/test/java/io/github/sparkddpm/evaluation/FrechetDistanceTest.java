package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {

  private static final float[][] ONE = Features.vectors("one");
  private static final FeatureGaussian A = FeatureStatistics.of(ONE).gaussian();
  private static final FeatureGaussian B =
      FeatureStatistics.of(Features.vectors("other")).gaussian();

  @Test
  void theDistanceIsThatOfTheReferenceAndOfHighPrecision() {
    assertThat(FrechetDistance.between(A, B))
        .isCloseTo(Features.number("frechet"), withinPercentage(1e-4))
        .isCloseTo(Features.number("frechet60Digits"), withinPercentage(1e-10));
  }

  @Test
  void ofFewerImagesThanFeaturesTheRealPartCounts() {
    FeatureGaussian few = FeatureStatistics.of(Arrays.copyOf(ONE, 4)).gaussian();

    assertThat(FrechetDistance.between(few, B))
        .isCloseTo(Features.number("frechetOfFew"), withinPercentage(1e-4));
  }

  @Test
  void itIsSymmetricAndNoneFromItself() {
    assertThat(FrechetDistance.between(B, A))
        .isCloseTo(FrechetDistance.between(A, B), withinPercentage(1e-9));
    assertThat(FrechetDistance.between(A, A)).isCloseTo(0, within(1e-9));
  }

  /** Between N(m, s^2) and N(n, t^2) it is (m - n)^2 + (s - t)^2. */
  @Test
  void inOneDimensionItIsTheFormulaOfNormals() {
    FeatureGaussian normal = new FeatureGaussian(new double[] {1}, new double[] {4});
    FeatureGaussian point = new FeatureGaussian(new double[] {4}, new double[] {0});

    assertThat(FrechetDistance.between(normal, point)).isCloseTo(9 + 4, within(1e-12));
  }

  @Test
  void featuresThatAreNotFiniteAreRefused() {
    FeatureGaussian bad = new FeatureGaussian(new double[] {1}, new double[] {Double.NaN});

    assertThatThrownBy(() -> FrechetDistance.between(bad, bad))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("no square root");
  }

  @Test
  void statisticsOfNumPyAreReadAndOursSurviveTheWayThereAndBack() throws IOException {
    try (var in = getClass().getResourceAsStream("statistics.npz")) {
      FeatureGaussian theirs = StatisticsFile.read(in.readAllBytes(), "statistics.npz");
      assertThat(theirs.mean()).isEqualTo(Features.numbers("mean"));
      assertThat(theirs.covariance()).isEqualTo(Features.numbers("covariance"));
    }
    FeatureGaussian ours = StatisticsFile.read(StatisticsFile.write(A), "ours.npz");
    assertThat(ours.mean()).isEqualTo(A.mean());
    assertThat(ours.covariance()).isEqualTo(A.covariance());
  }

  @Test
  void aFileThatHoldsNoStatisticsIsNamed() {
    assertThatThrownBy(
            () -> StatisticsFile.read("no zip".getBytes(StandardCharsets.UTF_8), "x/ref.npz"))
        .isInstanceOf(FeatureModelException.class)
        .hasMessage("x/ref.npz is no .npz of statistics: expected mu [d] and sigma [d, d]");
  }

  @Test
  void aFileThatEndsTooEarlyIsNamed() throws IOException {
    byte[] whole = StatisticsFile.write(A);

    assertThatThrownBy(
            () -> StatisticsFile.read(Arrays.copyOf(whole, whole.length / 2), "x/ref.npz"))
        .isInstanceOf(FeatureModelException.class)
        .hasMessageStartingWith("x/ref.npz is damaged: ");
  }
}
