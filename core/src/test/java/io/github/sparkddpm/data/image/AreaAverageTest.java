package io.github.sparkddpm.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class AreaAverageTest {

  @RepeatedTest(50)
  void everyPixelIsTheRoundedMeanOfItsArea(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    RgbImage image = noise(1 + random.nextInt(40), 1 + random.nextInt(40), random);
    int width = 1 + random.nextInt(image.width());
    int height = 1 + random.nextInt(image.height());
    RgbImage small = AreaAverage.to(width, height, image);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          assertThat(small.pixels()[y * width + x] >> shift & 0xFF)
              .isEqualTo(mean(image, width, height, x, y, shift));
        }
      }
    }
  }

  @RepeatedTest(50)
  void aPartOfAReducedImageIsThatPartOfItsPixelsEnlarged(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int side = 1 + random.nextInt(8);
    RgbImage reduced = noise(4 + random.nextInt(20), 4 + random.nextInt(20), random);
    Crop crop = crop(side * reduced.width(), side * reduced.height(), random);
    int width = 1 + random.nextInt(Math.max(1, crop.width() / side));
    int height = 1 + random.nextInt(Math.max(1, crop.height() / side));
    RgbImage enlarged = enlarged(reduced, side).crop(crop);
    assertThat(AreaAverage.to(width, height, reduced, side, crop).pixels())
        .isEqualTo(AreaAverage.to(width, height, enlarged).pixels());
  }

  private static Crop crop(int width, int height, Random random) {
    int left = random.nextInt(width / 2);
    int top = random.nextInt(height / 2);
    return new Crop(
        left,
        top,
        width - left - random.nextInt(width / 2),
        height - top - random.nextInt(height / 2));
  }

  private static RgbImage enlarged(RgbImage image, int side) {
    int width = side * image.width();
    int[] pixels = new int[width * side * image.height()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = image.pixels()[i / width / side * image.width() + i % width / side];
    }
    return new RgbImage(width, side * image.height(), pixels);
  }

  private static RgbImage noise(int width, int height, Random random) {
    return new RgbImage(width, height, random.ints((long) width * height, 0, 1 << 24).toArray());
  }

  /** Cuts every old pixel into width*height parts, and takes those that the new pixel covers. */
  private static int mean(RgbImage image, int width, int height, int x, int y, int shift) {
    long sum = 0;
    for (int v = y * image.height(); v < (y + 1) * image.height(); v++) {
      for (int u = x * image.width(); u < (x + 1) * image.width(); u++) {
        sum += image.pixels()[v / height * image.width() + u / width] >> shift & 0xFF;
      }
    }
    long area = (long) image.width() * image.height();
    return (int) ((sum + area / 2) / area);
  }
}
