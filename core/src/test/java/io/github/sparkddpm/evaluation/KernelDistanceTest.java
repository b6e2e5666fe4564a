package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.random.NoiseStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class KernelDistanceTest {

  private static final NoiseStream NOISE = new NoiseStream(3);

  @Test
  void theUnbiasedEstimateIsThatOfNumPy() {
    assertThat(KernelDistance.unbiased(matrix("one"), matrix("other")))
        .isCloseTo(Features.number("kernel"), withinPercentage(1e-9));
  }

  @Test
  void ofAllVectorsItIsThatOfTorchFidelity() {
    float[][] first = Arrays.copyOf(Measures.GENERATED, 280);

    assertThat(KernelDistance.ofAll(first, Measures.REFERENCE))
        .isCloseTo(Measures.number("kernelOfFirst280"), withinPercentage(1e-7));
  }

  @Test
  void ofEqualDistributionsItIsAboutNoneAndOfOthersNot() {
    KernelDistance distance = new KernelDistance(NOISE, 50, 100);
    float[][] real = NormalVectors.draw(0, 400, 0);

    Moments same = distance.between(real, NormalVectors.draw(1, 400, 0));
    Moments moved = distance.between(real, NormalVectors.draw(2, 400, 1));
    assertThat(same.mean()).isCloseTo(0, within(0.05));
    assertThat(moved.mean()).isGreaterThan(1);
    assertThat(same.count()).isEqualTo(50);
    assertThat(same.standardDeviation()).isPositive();
    assertThat(distance.between(real, NormalVectors.draw(1, 400, 0))).isEqualTo(same);
  }

  @Test
  void tooFewImagesAreRefused() {
    assertThatThrownBy(
            () -> new KernelDistance(NOISE, 1, 10).between(new float[3][2], new float[9][2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 4 images of each kind, got 3 and 9");
  }

  private static INDArray matrix(String name) {
    return Nd4j.create(Features.vectors(name)).castTo(DataType.DOUBLE);
  }
}
