package io.github.sparkddpm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClipTest {

  @Test
  void staticClippingCutsAtTheRangeOfPixels() {
    assertThat(Clip.STATIC.apply(image(-3, 0.5, 1.5, -1)).ravel().toDoubleVector())
        .containsExactly(-1, 0.5, 1, -1);
    assertThat(Clip.NONE.apply(image(-3, 0.5)).ravel().toDoubleVector()).containsExactly(-3, 0.5);
  }

  /** NumPy's percentile of 0, 0.01, .. 2 at 99.5 is 1.99. */
  @Test
  void dynamicClippingDividesAnImageByItsPercentile() {
    double[] values = new double[201];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2 == 0 ? i / 100.0 : -i / 100.0;
    }
    double[] clipped = Clip.DYNAMIC.apply(image(values)).ravel().toDoubleVector();

    assertThat(clipped[200]).isEqualTo(1);
    assertThat(clipped[199]).isEqualTo(-1, within(1e-12));
    assertThat(clipped[100]).isEqualTo(1 / 1.99, within(1e-12));
  }

  @Test
  void dynamicClippingLeavesAnImageInRangeAloneWhateverTheOthersAre() {
    INDArray images = Nd4j.createFromArray(9.0, -9, 4, 4, 0.5, -0.25, 1, 0).reshape(2, 1, 2, 2);
    INDArray clipped = Clip.DYNAMIC.apply(images.dup());

    assertThat(clipped.slice(1)).isEqualTo(images.slice(1));
    assertThat(clipped.slice(0).maxNumber().doubleValue()).isEqualTo(1);
  }

  private static INDArray image(double... values) {
    return Nd4j.createFromArray(values).reshape(1, 1, 1, values.length);
  }
}
