package io.github.sparkddpm.data.image;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.AreaAveragingScaleFilter;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.FilteredImageSource;
import java.awt.image.ImageProducer;
import java.awt.image.MemoryImageSource;
import java.awt.image.PixelGrabber;

/**
 * Resizes without aliasing. Smaller: every new pixel is the mean of the area it covers, fractions
 * of pixels included (Java2D's area averaging). Larger: bicubic interpolation.
 *
 * <p>Libraries were tried and judged: Thumbnailator and imgscalr halve by bilinear interpolation,
 * which aliases between the halves; TwelveMonkeys' ResampleOp takes the corner of a pixel for its
 * centre and so shifts the image.
 */
final class Resize {

  private static final int OPAQUE = 0xFF000000;
  private static final ColorModel RGB = ColorModel.getRGBdefault();

  private Resize() {}

  static RgbImage to(int width, int height, RgbImage image) throws InterruptedException {
    if (image.width() == width && image.height() == height) {
      return image;
    }
    return image.width() >= width && image.height() >= height
        ? averaged(width, height, image)
        : interpolated(width, height, image);
  }

  private static RgbImage averaged(int width, int height, RgbImage image)
      throws InterruptedException {
    int[] opaque = new int[image.pixels().length];
    for (int i = 0; i < opaque.length; i++) {
      opaque[i] = OPAQUE | image.pixels()[i];
    }
    ImageProducer source =
        new MemoryImageSource(image.width(), image.height(), RGB, opaque, 0, image.width());
    ImageProducer scaled =
        new FilteredImageSource(source, new AreaAveragingScaleFilter(width, height));
    int[] pixels = new int[width * height];
    new PixelGrabber(scaled, 0, 0, width, height, pixels, 0, width).grabPixels();
    return new RgbImage(width, height, pixels);
  }

  private static RgbImage interpolated(int width, int height, RgbImage image) {
    BufferedImage small =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    small.setRGB(0, 0, image.width(), image.height(), image.pixels(), 0, image.width());
    BufferedImage large = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = large.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(small, 0, 0, width, height, null);
    graphics.dispose();
    return new RgbImage(width, height, large.getRGB(0, 0, width, height, null, 0, width));
  }
}
