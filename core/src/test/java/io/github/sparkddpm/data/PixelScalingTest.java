package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class PixelScalingTest {

  private static final ImageShape RGB = new ImageShape(3, 4, 2);

  @Test
  void everyPixelSurvivesTheWayThereAndBack() {
    for (int pixel = 0; pixel < 256; pixel++) {
      assertThat(PixelScaling.unscale(PixelScaling.scale((byte) pixel))).isEqualTo((byte) pixel);
    }
  }

  @Test
  void blackIsMinusOneAndWhiteIsOne() {
    assertThat(PixelScaling.scale((byte) 0)).isEqualTo(-1f);
    assertThat(PixelScaling.scale((byte) 255)).isEqualTo(1f);
    assertThat(PixelScaling.scale((byte) 51)).isEqualTo(-0.6f);
  }

  @Test
  void aPixelOwnsHalfABinOnEachSide() {
    float halfBin = 1 / 255f;
    float middle = PixelScaling.scale((byte) 100);
    assertThat(PixelScaling.unscale(middle + 0.99f * halfBin)).isEqualTo((byte) 100);
    assertThat(PixelScaling.unscale(middle - 0.99f * halfBin)).isEqualTo((byte) 100);
    assertThat(PixelScaling.unscale(middle + 1.01f * halfBin)).isEqualTo((byte) 101);
    assertThat(PixelScaling.unscale(middle - 1.01f * halfBin)).isEqualTo((byte) 99);
  }

  @Test
  void valuesOutsideTheRangeAreClampedToBlackAndWhite() {
    assertThat(PixelScaling.unscale(-1.7f)).isEqualTo((byte) 0);
    assertThat(PixelScaling.unscale(Float.NEGATIVE_INFINITY)).isEqualTo((byte) 0);
    assertThat(PixelScaling.unscale(3f)).isEqualTo((byte) 255);
    assertThat(PixelScaling.unscale(Float.POSITIVE_INFINITY)).isEqualTo((byte) 255);
  }

  @Test
  void nanHasNoPixel() {
    assertThatThrownBy(() -> PixelScaling.unscale(Nd4j.createFromArray(0f, Float.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make pixels of NaN: the model that made the image has diverged");
  }

  @Test
  void aBatchSurvivesTheWayThereAndBack() {
    byte[] pixels = ramp(5 * RGB.size());
    INDArray batch = PixelScaling.scale(pixels, RGB);
    assertThat(batch.shape()).containsExactly(5, 3, 4, 2);
    assertThat(batch.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(PixelScaling.unscale(batch)).isEqualTo(pixels);
  }

  @Test
  void aBatchIsLaidOutChannelsRowsColumns() {
    INDArray batch = PixelScaling.scale(ramp(2 * RGB.size()), RGB);
    // Image 1, channel 2, row 3, column 1: byte 24 + 2*8 + 3*2 + 1.
    assertThat(batch.getFloat(1, 2, 3, 1)).isEqualTo(PixelScaling.scale((byte) 47));
  }

  @Test
  void orderStridesAndTypeOfTheArrayDoNotMatter() {
    byte[] pixels = ramp(4 * RGB.size());
    INDArray batch = PixelScaling.scale(pixels, RGB);
    INDArray wider = Nd4j.zeros(DataType.FLOAT, 4, 5, 4, 2);
    INDArray view =
        wider.get(
            NDArrayIndex.all(),
            NDArrayIndex.interval(1, 4),
            NDArrayIndex.all(),
            NDArrayIndex.all());
    view.assign(batch);
    assertThat(PixelScaling.unscale(view)).isEqualTo(pixels);
    assertThat(PixelScaling.unscale(batch.dup('f'))).isEqualTo(pixels);
    assertThat(PixelScaling.unscale(batch.castTo(DataType.DOUBLE))).isEqualTo(pixels);
  }

  @Test
  void bytesThatAreNotWholeImagesAreRefused() {
    assertThatThrownBy(() -> PixelScaling.scale(new byte[25], RGB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("25 bytes are not one or more 3x4x2 images of 24 bytes each");
    assertThatThrownBy(() -> PixelScaling.scale(new byte[0], RGB))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] ramp(int length) {
    byte[] pixels = new byte[length];
    for (int i = 0; i < length; i++) {
      pixels[i] = (byte) i;
    }
    return pixels;
  }
}
