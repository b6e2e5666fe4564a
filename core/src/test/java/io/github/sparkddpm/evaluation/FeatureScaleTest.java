package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FeatureScaleTest {

  private static final FeatureScale SCALE =
      FeatureScale.of(FeatureStatistics.of(Measures.REFERENCE).gaussian());

  @Test
  void theKernelDistanceOfScaledFeaturesIsThatOfTorchFidelity() {
    float[][] first = SCALE.apply(Arrays.copyOf(Measures.GENERATED, 280));

    assertThat(KernelDistance.ofAll(first, SCALE.apply(Measures.REFERENCE)))
        .isCloseTo(Measures.number("kernelOfFirst280Standardized"), withinPercentage(1e-4));
  }

  @Test
  void aConstantFeatureIsMovedOnly() {
    FeatureScale scale =
        FeatureScale.of(FeatureStatistics.of(new float[][] {{1, 5}, {3, 5}}).gaussian());

    float root = (float) Math.sqrt(0.5);
    assertThat(scale.apply(new float[][] {{3, 7}, {1, 5}}))
        .isDeepEqualTo(new float[][] {{root, 2}, {-root, 0}});
  }
}
