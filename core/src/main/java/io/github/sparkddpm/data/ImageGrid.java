package io.github.sparkddpm.data;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Pictures of many images side by side.
 *
 * @param scale how many picture pixels a side each image pixel becomes, at least 1
 * @param gap picture pixels between neighbouring images, 0 or more
 */
public record ImageGrid(int scale, int gap) {

  /**
   * The level of the gaps: neither black nor white, so that the border of a digit and of a
   * photograph shows.
   */
  private static final int GAP_LEVEL = 128;

  public ImageGrid {
    if (scale < 1 || gap < 0) {
      throw new IllegalArgumentException(
          "An image grid needs scale >= 1 and gap >= 0, got scale %s and gap %s"
              .formatted(scale, gap));
    }
  }

  /**
   * Draws images in reading order.
   *
   * @param images [B,C,H,W] in [-1,1]
   * @param columns images a row; the last row may stay short
   */
  public BufferedImage render(INDArray images, int columns) {
    return render(PixelScaling.unscale(images), shapeOf(images), columns);
  }

  /**
   * Draws images in reading order.
   *
   * @param pixels B images of C*H*W unsigned bytes, one after the other
   * @param columns images a row; the last row may stay short
   */
  public BufferedImage render(byte[] pixels, ImageShape shape, int columns) {
    if (columns < 1) {
      throw new IllegalArgumentException("An image grid needs columns >= 1, got " + columns);
    }
    int images = shape.imagesIn(pixels);
    BufferedImage picture = canvas(shape, (images + columns - 1) / columns, columns);
    for (int i = 0; i < images; i++) {
      draw(picture.getRaster(), pixels, shape, i, columns);
    }
    return picture;
  }

  /**
   * Draws images over time, as in a denoising picture: a row an image, a column a moment.
   *
   * @param moments arrays of one shape [B,C,H,W] in [-1,1], in the order of the columns
   */
  public BufferedImage renderColumns(List<INDArray> moments) {
    ImageShape shape = shapeOf(moments.get(0));
    List<byte[]> columns = moments.stream().map(PixelScaling::unscale).toList();
    int size = shape.size();
    int rows = shape.imagesIn(columns.get(0));
    byte[] pixels = new byte[Math.multiplyExact(rows * size, columns.size())];
    for (int cell = 0; cell < rows * columns.size(); cell++) {
      byte[] column = columns.get(cell % columns.size());
      System.arraycopy(column, cell / columns.size() * size, pixels, cell * size, size);
    }
    return render(pixels, shape, columns.size());
  }

  /** Returns a picture as the bytes of a PNG file. */
  public static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(picture, "png", bytes)) {
      throw new IOException("This Java runtime has no PNG writer: use one with java.desktop");
    }
    return bytes.toByteArray();
  }

  private BufferedImage canvas(ImageShape shape, int rows, int columns) {
    int width = columns * pitch(shape.width()) - gap;
    int height = rows * pitch(shape.height()) - gap;
    BufferedImage canvas =
        new BufferedImage(
            width,
            height,
            shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    int[] levels = new int[width * height * shape.channels()];
    Arrays.fill(levels, GAP_LEVEL);
    canvas.getRaster().setPixels(0, 0, width, height, levels);
    return canvas;
  }

  /** Writes samples, not colours: a colour would go through the grey picture's gamma. */
  private void draw(
      WritableRaster raster, byte[] pixels, ImageShape shape, int image, int columns) {
    int left = image % columns * pitch(shape.width());
    int top = image / columns * pitch(shape.height());
    int width = shape.width() * scale;
    int height = shape.height() * scale;
    for (int channel = 0; channel < shape.channels(); channel++) {
      int offset = (image * shape.channels() + channel) * shape.height() * shape.width();
      raster.setSamples(left, top, width, height, channel, enlarged(pixels, offset, width, height));
    }
  }

  private int[] enlarged(byte[] pixels, int offset, int width, int height) {
    int[] samples = new int[width * height];
    for (int i = 0; i < samples.length; i++) {
      int row = i / width / scale;
      int column = i % width / scale;
      samples[i] = pixels[offset + row * (width / scale) + column] & 0xFF;
    }
    return samples;
  }

  private int pitch(int side) {
    return side * scale + gap;
  }

  private static ImageShape shapeOf(INDArray images) {
    if (images.rank() != 4) {
      throw new IllegalArgumentException(
          "An image grid needs [B,C,H,W], got " + Arrays.toString(images.shape()));
    }
    return new ImageShape((int) images.size(1), (int) images.size(2), (int) images.size(3));
  }
}
