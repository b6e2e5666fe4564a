package io.github.sparkddpm.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.data.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFitterTest {

  @Test
  void anImageThatFitsIsLeftAsItIs() {
    byte[] pixels = {1, 2, 3, 4, 5, 6};
    assertThat(fit(pixels, 1, 2, 3, 1, 2, 3)).isSameAs(pixels);
  }

  @Test
  void aWideImageLosesItsSidesAndAHighOneItsEnds() {
    byte[] wide = {1, 2, 3, 4, 5, 6};
    assertThat(fit(wide, 1, 1, 6, 1, 1, 1)).containsExactly(3);
    assertThat(fit(wide, 1, 6, 1, 1, 2, 1)).containsExactly(3, 4);
  }

  @Test
  void greyBecomesColourAndBack() {
    byte[] grey = {10, 20, 30, 40};
    byte[] colour = fit(grey, 1, 2, 2, 3, 2, 2);
    assertThat(colour).containsExactly(10, 20, 30, 40, 10, 20, 30, 40, 10, 20, 30, 40);
    assertThat(fit(colour, 3, 2, 2, 1, 2, 2)).isEqualTo(grey);
  }

  @Test
  void aSmallerPixelIsTheMeanOfItsArea() {
    byte[] four = {0, 20, 40, 60, 10, 30, 50, 70, 100, 100, 0, 0, 100, 100, 0, 0};
    assertThat(fit(four, 1, 4, 4, 1, 2, 2)).containsExactly(15, 55, 100, 0);
  }

  @Test
  void fractionsOfPixelsCountByTheirArea() {
    // Each of 2 new columns covers one and a half of the 3: (0 + 90/2) / 1.5 and (90/2 + 60) / 1.5.
    byte[] three = {0, 90, 60, 0, 90, 60, 0, 90, 60};
    assertThat(fit(three, 1, 3, 3, 1, 2, 2)).containsExactly(30, 70, 30, 70);
  }

  @Test
  void stripesFinerThanAPixelBecomeGreyNotOtherStripes() {
    int side = 100;
    byte[] stripes = new byte[side * side];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = (byte) (i % 2 * 100);
    }
    assertThat(fit(stripes, 1, side, side, 1, 10, 10)).containsOnly(50);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 7, 8, 64, 200})
  void oneColourStaysThatColourAtEverySize(int side) {
    byte[] flat = new byte[3 * side * side];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (byte) (i / (side * side) * 90 + 20);
    }
    byte[] fitted = fit(flat, 3, side, side, 3, 7, 7);
    for (int i = 0; i < fitted.length; i++) {
      assertThat(fitted[i]).isEqualTo((byte) (i / 49 * 90 + 20));
    }
  }

  @Test
  void aLargerImageIsInterpolatedBetweenItsPixels() {
    byte[] fitted = fit(new byte[] {0, 100, 0, 100}, 1, 2, 2, 1, 8, 8);
    for (int row = 0; row < 8; row++) {
      for (int column = 1; column < 8; column++) {
        assertThat(fitted[row * 8 + column]).isGreaterThanOrEqualTo(fitted[row * 8 + column - 1]);
      }
      assertThat(fitted[row * 8]).isZero();
      // Bicubic interpolation goes a little beyond an edge.
      assertThat(fitted[row * 8 + 7]).isBetween((byte) 100, (byte) 110);
    }
  }

  private static byte[] fit(
      byte[] pixels, int channels, int height, int width, int c, int h, int w) {
    return new ImageFitter(new ImageShape(c, h, w))
        .fit(pixels, new ImageShape(channels, height, width));
  }
}
