package io.github.sparkddpm.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.data.ImageShape;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeepImageTest {

  private static final int WHITE = 65535;

  @RepeatedTest(30)
  void everySampleIsTheMeanOfItsAreaRoundedOnce(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int[] sides = random.ints(2, 1, 30).toArray();
    int channels = 1 + 2 * random.nextInt(2);
    int[][] bands = bands(channels, sides[0] * sides[1], random);
    int width = 1 + random.nextInt(sides[0]);
    int height = 1 + random.nextInt(sides[1]);
    BufferedImage image = Pictures.ofSamples(sides[0], sides[1], true, bands);
    int[] small = deep(image).resized(width, height).pixels();
    for (int i = 0; i < small.length; i++) {
      for (int color = 0; color < 3; color++) {
        assertThat(small[i] >> (16 - 8 * color) & 0xFF)
            .isEqualTo(mean(bands[color % channels], sides, width, height, i));
      }
    }
  }

  /** Three samples just below the middle of two levels, and one above. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff"})
  void aDifferenceOfLessThanALevelLastsUntilTheOnlyRounding(String format) throws Exception {
    int below = 100 * 257 + 128;
    BufferedImage image =
        Pictures.ofSamples(2, 2, true, new int[] {below, below, below, below + 12});
    byte[] file = Pictures.file(image, format);
    assertThat(decoded(file, 2)).containsExactly(100, 100, 100, 101);
    assertThat(decoded(file, 1)).containsExactly(101);
  }

  /** A slope of four levels over the whole image, on which neighbours differ by most of one. */
  @Test
  void aGentleSlopeIsAsNearToTheTruthAsBytesCanBe() {
    int[] slope = new int[256];
    Arrays.setAll(slope, x -> 100 * 257 + 4 * x + x % 2 * 200);
    RgbImage small = deep(Pictures.ofSamples(256, 1, true, slope)).resized(64, 1);
    for (int x = 0; x < 64; x++) {
      double truth = (100 * 257 + 16 * x + 6 + 100) / 257.0;
      assertThat(small.pixels()[x] & 0xFF).isEqualTo((int) Math.round(truth));
    }
  }

  @Test
  void transparencyIsAveragedInAllItsBits() {
    int[] white = new int[4];
    Arrays.fill(white, WHITE);
    // In 8 bits, 120 of 65535 is nothing and 160 is one level.
    BufferedImage image =
        Pictures.ofSamples(2, 2, true, white, white, white, new int[] {120, 120, 120, 160});
    DeepImage overBlack = new DeepImage(image, RgbColor.of("#000000"));
    assertThat(overBlack.resized(2, 2).pixels()).containsExactly(0, 0, 0, 0x010101);
    assertThat(overBlack.resized(1, 1).pixels()).containsExactly(0x010101);
  }

  @Test
  void anImageIsEnlargedFromItsRoundedSamples() {
    int[] samples = {1000, 30000, 50000, 65535};
    BufferedImage bytes =
        Pictures.ofSamples(2, 2, false, Arrays.stream(samples).map(s -> (s + 128) / 257).toArray());
    assertThat(deep(Pictures.ofSamples(2, 2, true, samples)).resized(5, 5).pixels())
        .isEqualTo(OpaqueBytes.of(bytes).resized(5, 5).pixels());
  }

  private static DeepImage deep(BufferedImage image) {
    return new DeepImage(image, RgbColor.of("#ffffff"));
  }

  private static int[][] bands(int count, int size, Random random) {
    int[][] bands = new int[count][];
    Arrays.setAll(bands, band -> random.ints(size, 0, WHITE + 1).toArray());
    return bands;
  }

  /** Cuts every old pixel into width*height parts, and takes those that the new pixel covers. */
  private static int mean(int[] samples, int[] sides, int width, int height, int pixel) {
    int x = pixel % width;
    int y = pixel / width;
    long sum = 0;
    for (int v = y * sides[1]; v < (y + 1) * sides[1]; v++) {
      for (int u = x * sides[0]; u < (x + 1) * sides[0]; u++) {
        sum += samples[v / height * sides[0] + u / width];
      }
    }
    long unit = 257L * sides[0] * sides[1];
    return (int) ((sum + unit / 2) / unit);
  }

  private static int[] decoded(byte[] file, int side) throws UnusableImageException {
    ImageDecoder decoder =
        new ImageDecoder(new ImageFitter(new ImageShape(1, side, side)), RgbColor.of("#000000"), 4);
    byte[] pixels = decoder.decode(file);
    int[] levels = new int[pixels.length];
    Arrays.setAll(levels, i -> pixels[i] & 0xFF);
    return levels;
  }
}
