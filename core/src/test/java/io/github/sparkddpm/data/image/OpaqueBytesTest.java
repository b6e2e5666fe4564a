package io.github.sparkddpm.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpaqueBytesTest {

  private static final int WIDTH = 7;
  private static final int HEIGHT = 5;

  static Stream<BufferedImage> images() {
    return Stream.of(
            new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR),
            new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY),
            rgb())
        .map(OpaqueBytesTest::withNoise)
        .flatMap(image -> Stream.of(image, image.getSubimage(2, 1, 4, 3)));
  }

  private static BufferedImage rgb() {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, 3 * WIDTH + 2, 3, new int[] {0, 1, 2}, null);
    return new BufferedImage(model, raster, false, null);
  }

  private static BufferedImage withNoise(BufferedImage image) {
    Random random = new Random(1);
    WritableRaster raster = image.getRaster();
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        raster.setPixel(x, y, random.ints(3, 0, 256).toArray());
      }
    }
    return image;
  }

  @ParameterizedTest
  @MethodSource("images")
  void thePixelsAreTheRastersSamples(BufferedImage image) {
    assertThat(OpaqueBytes.areIn(image)).isTrue();
    RgbImage read = OpaqueBytes.of(image);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int[] samples = image.getRaster().getPixel(x, y, (int[]) null);
        int last = samples.length - 1;
        int expected = samples[0] << 16 | samples[last / 2] << 8 | samples[last];
        assertThat(read.pixels()[y * image.getWidth() + x]).isEqualTo(expected);
      }
    }
  }

  @Test
  void imagesWithAlphaPalettesOrPackedPixelsAreNotMeant() {
    for (int type :
        new int[] {
          BufferedImage.TYPE_4BYTE_ABGR,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_USHORT_GRAY
        }) {
      assertThat(OpaqueBytes.areIn(new BufferedImage(2, 2, type))).isFalse();
    }
  }
}
