package io.github.sparkddpm.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPngTest {

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_RGB})
  void libpngMakesTheSamePixelsAsTheJdk(int type) throws Exception {
    Random random = new Random(type);
    for (int width = 1; width < 20; width++) {
      byte[] file = Pictures.file(noise(width, 1 + random.nextInt(20), type, random), "png");
      assertThat(PlainPng.of(file)).isNotNull();
      RgbImage decoded = Leptonica.png(file).orElseThrow();
      assertThat(decoded.width()).isEqualTo(width);
      assertThat(decoded.pixels()).isEqualTo(byJdk(file).pixels());
    }
  }

  @Test
  void aPaletteTransparencyAndWideSamplesAreNotPlain() throws Exception {
    int[] levels = {1, 2, 3, 4};
    assertThat(PlainPng.of(png(Pictures.ofSamples(2, 2, false, levels)))).isNotNull();
    assertThat(PlainPng.of(png(Pictures.ofSamples(2, 2, true, levels)))).isNull();
    assertThat(PlainPng.of(png(Pictures.ofSamples(2, 2, false, levels, levels)))).isNull();
    BufferedImage palette = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_INDEXED);
    assertThat(PlainPng.of(png(palette))).isNull();
  }

  @Test
  void aFileWithoutItsEndIsNotPlain() throws Exception {
    byte[] file = png(Pictures.ofSamples(2, 2, false, new int[4]));
    for (int length = 0; length < file.length; length++) {
      assertThat(PlainPng.of(Arrays.copyOf(file, length))).as("%s bytes", length).isNull();
    }
  }

  @Test
  void aDamagedFileGivesNothing() throws Exception {
    byte[] file = png(noise(40, 40, BufferedImage.TYPE_INT_RGB, new Random(1)));
    file[file.length / 2] ^= 1;
    assertThat(Leptonica.png(file)).isEmpty();
  }

  private static BufferedImage noise(int width, int height, int type, Random random) {
    return Pictures.of(width, height, type, (x, y) -> random.nextInt());
  }

  private static byte[] png(BufferedImage image) throws Exception {
    return Pictures.file(image, "png");
  }

  private static RgbImage byJdk(byte[] file) throws Exception {
    try (ByteArrayImageInputStream in = new ByteArrayImageInputStream(file)) {
      ImageReader reader = ImageCodecs.reader(in);
      Crop whole = new Crop(0, 0, reader.getWidth(0), reader.getHeight(0));
      return OpaquePixels.of(StoredPixels.read(reader, "png", file, whole), RgbColor.of("#ffffff"))
          .resized(whole.width(), whole.height());
    }
  }
}
