package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ImageGridTest {

  private static final ImageGrid GRID = new ImageGrid(2, 3);

  @Test
  void imagesStandInReadingOrderWithGapsBetween() {
    ImageShape shape = new ImageShape(1, 1, 2);
    BufferedImage picture =
        new ImageGrid(1, 1).render(new byte[] {10, 20, 30, 40, (byte) 250, 60}, shape, 2);
    assertThat(samples(picture, 0))
        .isDeepEqualTo(
            new int[][] {
              {10, 20, 128, 30, 40},
              {128, 128, 128, 128, 128},
              {250, 60, 128, 128, 128},
            });
  }

  @Test
  void everyPixelBecomesASquareOfTheScale() {
    BufferedImage picture =
        new ImageGrid(2, 0).render(new byte[] {1, 2, 3, 4}, new ImageShape(1, 2, 2), 1);
    assertThat(samples(picture, 0))
        .isDeepEqualTo(new int[][] {{1, 1, 2, 2}, {1, 1, 2, 2}, {3, 3, 4, 4}, {3, 3, 4, 4}});
  }

  @Test
  void channelsAreRedGreenBlue() {
    INDArray image = Nd4j.createFromArray(1f, -1f, 0.2f).reshape(1, 3, 1, 1);
    BufferedImage picture = new ImageGrid(1, 0).render(image, 1);
    assertThat(picture.getRGB(0, 0)).isEqualTo(0xFFFF0099);
  }

  @Test
  void greyLevelsAreStoredAsTheyAre() throws IOException {
    byte[] everyLevel = new byte[256];
    for (int level = 0; level < 256; level++) {
      everyLevel[level] = (byte) level;
    }
    BufferedImage picture = new ImageGrid(1, 0).render(everyLevel, new ImageShape(1, 16, 16), 1);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(ImageGrid.png(picture)));
    int[] levels = read.getRaster().getSamples(0, 0, 16, 16, 0, new int[256]);
    for (int level = 0; level < 256; level++) {
      assertThat(levels[level]).isEqualTo(level);
    }
  }

  @Test
  void momentsAreColumnsAndImagesAreRows() {
    INDArray early = PixelScaling.scale(new byte[] {1, 2}, new ImageShape(1, 1, 1));
    INDArray middle = PixelScaling.scale(new byte[] {11, 12}, new ImageShape(1, 1, 1));
    INDArray late = PixelScaling.scale(new byte[] {21, 22}, new ImageShape(1, 1, 1));
    BufferedImage picture = new ImageGrid(1, 0).renderColumns(List.of(early, middle, late));
    assertThat(samples(picture, 0)).isDeepEqualTo(new int[][] {{1, 11, 21}, {2, 12, 22}});
  }

  @Test
  void aGridOfDigitsLooksAsItDid() throws IOException {
    INDArray digits = PixelScaling.scale(digits(11), new ImageShape(1, 28, 28));
    assertSamePicture(GRID.render(digits, 4), "digits.png", 1);
  }

  @Test
  void aGridOfColoursLooksAsItDid() throws IOException {
    ImageShape shape = new ImageShape(3, 28, 28);
    INDArray colours = PixelScaling.scale(digits(12), shape);
    assertSamePicture(GRID.render(colours, 2), "colours.png", 3);
  }

  @Test
  void impossibleGridsAreRefused() {
    assertThatThrownBy(() -> new ImageGrid(0, 1)).hasMessageContaining("got scale 0 and gap 1");
    assertThatThrownBy(() -> new ImageGrid(1, -1)).hasMessageContaining("got scale 1 and gap -1");
    INDArray flat = Nd4j.zeros(4, 784);
    assertThatThrownBy(() -> GRID.render(flat, 2)).hasMessageContaining("[4, 784]");
    INDArray image = Nd4j.zeros(1, 1, 2, 2);
    assertThatThrownBy(() -> GRID.render(image, 0)).hasMessageContaining("columns >= 1, got 0");
  }

  private static void assertSamePicture(BufferedImage picture, String golden, int bands)
      throws IOException {
    try (InputStream in = ImageGridTest.class.getResourceAsStream(golden)) {
      BufferedImage expected = ImageIO.read(in);
      BufferedImage written = ImageIO.read(new ByteArrayInputStream(ImageGrid.png(picture)));
      for (int band = 0; band < bands; band++) {
        assertThat(samples(written, band)).isDeepEqualTo(samples(expected, band));
      }
    }
  }

  private static byte[] digits(int count) throws IOException {
    Path file = Path.of("../deploy/digits/digits-images-idx3-ubyte.gz");
    try (InputStream in = Files.newInputStream(file)) {
      IdxReader reader = new IdxReader(in, file.toString(), IdxContent.IMAGES);
      byte[] pixels = new byte[count * reader.shape().size()];
      for (int i = 0; i < count; i++) {
        System.arraycopy(reader.next(), 0, pixels, i * reader.shape().size(), 784);
      }
      return pixels;
    }
  }

  private static int[][] samples(BufferedImage picture, int band) {
    int[][] rows = new int[picture.getHeight()][];
    for (int y = 0; y < rows.length; y++) {
      int width = picture.getWidth();
      rows[y] = picture.getRaster().getSamples(0, y, width, 1, band, new int[width]);
    }
    return rows;
  }
}
