package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.net.URISyntaxException;
import java.nio.file.Path;
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
  void ofVectorsItIsThatOfTorchFidelity() {
    assertThat(FrechetDistance.between(Measures.GENERATED, Measures.REFERENCE))
        .isCloseTo(Measures.number("frechet"), withinPercentage(1e-7));
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

  /** The distance of N(m, s^2) and N(n, t^2) is (m - n)^2 + (s - t)^2. */
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
  void statisticsOfNumPyAreThoseThatWeCompute() throws URISyntaxException {
    Path npz = Path.of(getClass().getResource("statistics.npz").toURI());
    FeatureGaussian theirs = StatisticsFile.read(npz, A.features(), "statistics.npz");

    assertThat(theirs.mean()).isEqualTo(Features.numbers("mean"));
    assertThat(theirs.covariance()).isEqualTo(Features.numbers("covariance"));
  }
}
