package io.github.sparkddpm.data.image;

import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.ServiceLoader;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/**
 * The readers of ImageIO, those of this class's own class loader among them: ImageIO by itself
 * looks only into the loader of the thread that first uses it, which on an executor may be Spark's.
 */
final class ImageCodecs {

  static {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    ServiceLoader.load(ImageReaderSpi.class, ImageCodecs.class.getClassLoader())
        .forEach(codec -> registry.registerServiceProvider(codec, ImageReaderSpi.class));
  }

  private ImageCodecs() {}

  /**
   * The reader of a file's format, told by its content; at the first image, its metadata passed
   * over.
   *
   * @throws UnusableImageException if no reader knows it
   */
  static ImageReader reader(ImageInputStream file) throws UnusableImageException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(file);
    if (!readers.hasNext()) {
      throw new UnusableImageException(
          "it is no PNG, JPEG, GIF, BMP, TIFF or WebP image, whatever its name says");
    }
    ImageReader reader = readers.next();
    reader.setInput(file, true, true);
    return reader;
  }

  /** The format in lower case, such as "jpeg". */
  static String format(ImageReader reader) throws IOException {
    String name = reader.getFormatName().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "jpg" -> "jpeg";
      case "tif" -> "tiff";
      default -> name;
    };
  }
}
