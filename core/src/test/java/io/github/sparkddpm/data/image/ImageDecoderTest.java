package io.github.sparkddpm.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.data.ImageShape;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  private static final long MAX_PIXELS = 10_000;

  /** A lossless WebP of 1x1, half transparent red: from Google's WebP feature test. */
  private static final String WEBP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void losslessColourKeepsEveryPixel(String format) throws Exception {
    BufferedImage image = Pictures.of(2, 2, BufferedImage.TYPE_3BYTE_BGR, ImageDecoderTest::colour);
    assertThat(levels(decoder(3, 2, 2).decode(Pictures.file(image, format))))
        .containsExactly(0, 10, 20, 30, 100, 101, 102, 103, 200, 199, 198, 197);
  }

  @Test
  void jpegColourIsNearlyKept() throws Exception {
    byte[] file = Pictures.file(Pictures.of(16, 16, 1, (x, y) -> 0xFF3C78C8), "jpeg");
    assertNear(levels(decoder(3, 1, 1).decode(file)), 2, 60, 120, 200);
  }

  @Test
  void greyLevelsPassThroughNoGammaCurve() throws Exception {
    BufferedImage image = Pictures.ofSamples(2, 2, false, new int[] {0, 60, 128, 255});
    byte[] file = Pictures.file(image, "png");
    assertThat(levels(decoder(1, 2, 2).decode(file))).containsExactly(0, 60, 128, 255);
    assertThat(levels(decoder(3, 2, 2).decode(file)))
        .containsExactly(0, 60, 128, 255, 0, 60, 128, 255, 0, 60, 128, 255);
  }

  @Test
  void colourBecomesGreyByItsLuma() throws Exception {
    IntBinaryOperator primaries = (x, y) -> 0xFF000000 | 0xFF << (16 - 8 * x);
    byte[] file = Pictures.file(Pictures.of(3, 1, BufferedImage.TYPE_INT_RGB, primaries), "png");
    assertThat(levels(decoder(1, 1, 3).decode(file))).containsExactly(76, 150, 29);
  }

  @Test
  void sixteenBitsAreRoundedToEight() throws Exception {
    int[] wide = {0, 128, 129, 32896, 65406, 65535};
    BufferedImage image = Pictures.ofSamples(6, 1, true, wide);
    assertThat(levels(decoder(1, 1, 6).decode(Pictures.file(image, "png"))))
        .containsExactly(0, 0, 1, 128, 254, 255);
  }

  @Test
  void transparencyShowsTheBackground() throws Exception {
    int[] argb = {0x00FF0000, 0x80FF0000, 0xFFFF0000};
    BufferedImage image = Pictures.of(3, 1, BufferedImage.TYPE_INT_ARGB, (x, y) -> argb[x]);
    ImageDecoder overBlue =
        new ImageDecoder(
            new ImageFitter(new ImageShape(3, 1, 3)), RgbColor.of("#0000ff"), MAX_PIXELS);
    assertThat(levels(overBlue.decode(Pictures.file(image, "png"))))
        .containsExactly(0, 128, 255, 0, 0, 0, 255, 127, 0);
  }

  @Test
  void wideTransparencyShowsTheBackgroundToo() throws Exception {
    int[] black = {0, 0, 0};
    int[] alpha = {0, 32768, 65535};
    BufferedImage image = Pictures.ofSamples(3, 1, true, black, black, black, alpha);
    assertThat(levels(decoder(1, 1, 3).decode(Pictures.file(image, "png"))))
        .containsExactly(255, 127, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif"})
  void aPaletteWithATransparentColour(String format) throws Exception {
    byte[] level = {0, (byte) 200, 100};
    IndexColorModel palette = new IndexColorModel(2, 3, level, level, level, 1);
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 1, 2});
    assertThat(levels(decoder(1, 1, 3).decode(Pictures.file(image, format))))
        .containsExactly(0, 255, 100);
  }

  @Test
  void cmykIsInkOnWhitePaper() throws Exception {
    assertNear(
        levels(decoder(3, 1, 1).decode(Pictures.cmykJpeg(16, 16, 0, 0, 0, 0))), 2, 255, 255, 255);
    assertNear(
        levels(decoder(3, 1, 1).decode(Pictures.cmykJpeg(16, 16, 255, 0, 0, 0))), 2, 0, 255, 255);
    assertNear(
        levels(decoder(3, 1, 1).decode(Pictures.cmykJpeg(16, 16, 0, 0, 255, 0))), 2, 255, 255, 0);
    assertNear(
        levels(decoder(3, 1, 1).decode(Pictures.cmykJpeg(16, 16, 0, 0, 0, 255))), 2, 0, 0, 0);
  }

  @Test
  void webpIsRead() throws Exception {
    assertThat(levels(decoder(3, 1, 1).decode(Base64.getDecoder().decode(WEBP)))).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 10, 20, 30, 40",
    "2, 20, 10, 40, 30",
    "3, 40, 30, 20, 10",
    "4, 30, 40, 10, 20",
    "5, 10, 30, 20, 40",
    "6, 30, 10, 40, 20",
    "7, 40, 20, 30, 10",
    "8, 20, 40, 10, 30",
    "9, 10, 20, 30, 40"
  })
  void exifTurnsTheImage(int orientation, int a, int b, int c, int d) throws Exception {
    int[] quarters = {10, 20, 30, 40};
    BufferedImage image =
        Pictures.of(
            32, 32, BufferedImage.TYPE_INT_RGB, (x, y) -> quarters[x / 16 + y / 16 * 2] * 0x40404);
    byte[] file = Pictures.withOrientation(Pictures.file(image, "jpeg"), orientation);
    assertNear(levels(decoder(1, 2, 2).decode(file)), 2, 4 * a, 4 * b, 4 * c, 4 * d);
  }

  @Test
  void aTurnedImageIsCroppedAsItIsSeen() throws Exception {
    // Seen upright: 16 wide, 48 high, bands of 8 rows; the 32 rows in the middle have four of them.
    BufferedImage stored =
        Pictures.of(48, 16, BufferedImage.TYPE_INT_RGB, (x, y) -> x / 8 * 0x282828);
    byte[] file = Pictures.withOrientation(Pictures.file(stored, "jpeg"), 6);
    assertNear(levels(decoder(1, 2, 1).decode(file)), 2, 60, 140);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1000000", "70000, 70000", "101, 100"})
  void anImageThatIsTooLargeIsRefusedByItsHeader(int width, int height) throws IOException {
    byte[] bomb = Pictures.pngClaiming(width, height);
    assertThatThrownBy(() -> decoder(3, 2, 2).decode(bomb))
        .isInstanceOf(UnusableImageException.class);
  }

  @Test
  void aBombIsNamedWithItsSizeAndTheKey() throws IOException {
    byte[] bomb = Pictures.pngClaiming(70_000, 70_000);
    assertThatThrownBy(() -> decoder(3, 2, 2).decode(bomb))
        .isInstanceOf(UnusableImageException.class)
        .hasMessage("its 70000x70000 pixels are more than the 10000 allowed (prepare.max-pixels)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "bmp", "gif", "tiff"})
  void aTruncatedFileIsUnusableWhereverItEnds(String format) throws IOException {
    BufferedImage noisy =
        Pictures.of(32, 32, BufferedImage.TYPE_INT_RGB, (x, y) -> (x * 7919 + y * 104729) * 31);
    byte[] whole = Pictures.file(noisy, format);
    for (int eighths = 0; eighths < 8; eighths++) {
      byte[] half = Arrays.copyOf(whole, whole.length * eighths / 8);
      assertThatThrownBy(() -> decoder(3, 4, 4).decode(half))
          .isInstanceOf(UnusableImageException.class)
          .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }
  }

  @Test
  void aJpegOfThousandsOfScansIsRefusedBeforeItIsDecoded() throws IOException {
    byte[] bomb = Pictures.jpegOfScans(5_000);
    assertThat(bomb).hasSizeLessThan(100_000);
    assertThatThrownBy(() -> decoder(3, 2, 2).decode(bomb))
        .isInstanceOf(UnusableImageException.class)
        .hasMessageContaining("it has more than 100 scans");
  }

  @Test
  void aJpegOfAFewScansIsRead() throws Exception {
    assertThat(decoder(3, 2, 2).decode(Pictures.jpegOfScans(90))).hasSize(12);
  }

  @Test
  void anImageThatMustNotBeFittedHasTheSidesOrIsRefused() throws Exception {
    BufferedImage image = Pictures.of(3, 2, BufferedImage.TYPE_INT_RGB, ImageDecoderTest::colour);
    byte[] file = Pictures.file(image, "png");
    ImageDecoder exact = decoder(3, 2, 3);
    assertThat(exact.decodeUnfitted(file)).isEqualTo(exact.decode(file));
    assertThatThrownBy(() -> decoder(3, 2, 2).decodeUnfitted(file))
        .isInstanceOf(UnusableImageException.class)
        .hasMessage("its 3x2 pixels are not the 2x2 expected (width x height)");
  }

  @Test
  void aTextIsNoImage() {
    assertThatThrownBy(
            () -> decoder(3, 2, 2).decode("not a picture".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnusableImageException.class)
        .hasMessageContaining("it is no PNG, JPEG");
  }

  private static int colour(int x, int y) {
    int i = x + 2 * y;
    return 0xFF000000 | (10 * i) << 16 | (100 + i) << 8 | (200 - i);
  }

  private static ImageDecoder decoder(int channels, int height, int width) {
    return new ImageDecoder(
        new ImageFitter(new ImageShape(channels, height, width)),
        RgbColor.of("#ffffff"),
        MAX_PIXELS);
  }

  private static int[] levels(byte[] pixels) {
    int[] levels = new int[pixels.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = pixels[i] & 0xFF;
    }
    return levels;
  }

  private static void assertNear(int[] levels, int tolerance, int... expected) {
    assertThat(levels).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(levels[i]).as("level %d", i).isCloseTo(expected[i], within(tolerance));
    }
  }
}
