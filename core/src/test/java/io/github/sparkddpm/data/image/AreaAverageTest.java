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
