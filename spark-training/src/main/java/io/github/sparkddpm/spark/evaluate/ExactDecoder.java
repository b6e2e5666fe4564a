package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.data.image.ImageFitter;
import io.github.sparkddpm.data.image.RgbColor;
import io.github.sparkddpm.data.image.UnusableImageException;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes images that must have their shape already, for what is measured must not be resized.
 *
 * @param shape of every image
 */
record ExactDecoder(ImageShape shape) {

  static {
    ImageIO.scanForPlugins();
  }

  /**
   * Decodes an image as {@code prepare} does, once its header says that nothing would be changed.
   *
   * @return C*H*W unsigned bytes
   * @throws UnusableImageException if it is no image, damaged or of another shape
   */
  byte[] decode(byte[] file) throws UnusableImageException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (readers.hasNext()) {
        requireShape(readers.next(), in);
      }
    } catch (IOException | RuntimeException e) { // Readers of damaged files throw anything.
      throw new UnusableImageException("it cannot be decoded: " + e.getMessage(), e);
    }
    long pixels = (long) shape.height() * shape.width();
    return new ImageDecoder(new ImageFitter(shape), RgbColor.of("#ffffff"), pixels).decode(file);
  }

  private void requireShape(ImageReader reader, ImageInputStream in)
      throws IOException, UnusableImageException {
    try {
      reader.setInput(in, true, true);
      int height = reader.getHeight(0);
      int width = reader.getWidth(0);
      ImageTypeSpecifier type = reader.getImageTypes(0).next();
      if (width != shape.width()
          || height != shape.height()
          || type.getNumBands() != shape.channels()
          || type.getColorModel() instanceof IndexColorModel
          || type.getBitsPerBand(0) != 8) {
        throw new UnusableImageException(
            ("it is %s of %dx%d, expected %d channels of 8 bits of %dx%d: all must be alike; prepare makes"
                    + " a dataset of images that are not")
                .formatted(
                    kind(type), height, width, shape.channels(), shape.height(), shape.width()));
      }
    } finally {
      reader.dispose();
    }
  }

  private static String kind(ImageTypeSpecifier type) {
    return type.getColorModel() instanceof IndexColorModel
        ? "a palette"
        : "%d channels of %d bits".formatted(type.getNumBands(), type.getBitsPerBand(0));
  }
}
