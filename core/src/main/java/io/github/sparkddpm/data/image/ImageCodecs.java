package io.github.sparkddpm.data.image;

import java.util.Iterator;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/**
 * The image readers of ImageIO and of this class's own class loader.
 *
 * <p>ImageIO by itself looks only into the loader of the thread that first uses it. On an executor
 * that may be Spark's.
 */
final class ImageCodecs {

  static {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    ServiceLoader.load(ImageReaderSpi.class, ImageCodecs.class.getClassLoader())
        .forEach(codec -> registry.registerServiceProvider(codec, ImageReaderSpi.class));
  }

  private static final Set<String> JDK_FORMATS = Set.of("png", "gif", "bmp");

  private ImageCodecs() {}

  /**
   * Returns the reader for a file's format, which is told by its content. The reader stands at the
   * first image and ignores metadata.
   *
   * @throws UnusableImageException if no reader knows it
   */
  static ImageReader reader(ImageInputStream file) throws UnusableImageException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(file);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (isTrusted(reader)) {
        reader.setInput(file, true, true);
        return reader;
      }
    }
    throw new UnusableImageException(
        "it is no PNG, JPEG, GIF, BMP, TIFF or WebP image, whatever its name says");
  }

  /**
   * Returns whether a reader has been compared with other implementations: TwelveMonkeys', and the
   * JDK's for PNG, GIF and BMP. The JDK's TIFF reader misreads many files.
   */
  private static boolean isTrusted(ImageReader reader) {
    String name = reader.getClass().getName();
    return name.startsWith("com.twelvemonkeys.imageio.")
        || (name.startsWith("com.sun.imageio.plugins.") && JDK_FORMATS.contains(format(reader)));
  }

  /** Returns the format in lower case, such as "jpeg". */
  static String format(ImageReader reader) {
    String name = reader.getOriginatingProvider().getFormatNames()[0].toLowerCase(Locale.ROOT);
    return switch (name) {
      case "jpg" -> "jpeg";
      case "tif", "bigtiff" -> "tiff";
      default -> name;
    };
  }
}
