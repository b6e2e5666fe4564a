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
 * The readers of ImageIO, those of this class's own class loader among them: ImageIO by itself
 * looks only into the loader of the thread that first uses it, which on an executor may be Spark's.
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
   * The reader of a file's format, told by its content; at the first image, its metadata passed
   * over.
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
   * Whether a reader is one of those that have been compared with others: TwelveMonkeys', and for
   * PNG, GIF and BMP the JDK's. The JDK's reader of TIFF takes many files for others than they are.
   */
  private static boolean isTrusted(ImageReader reader) {
    String name = reader.getClass().getName();
    return name.startsWith("com.twelvemonkeys.imageio.")
        || (name.startsWith("com.sun.imageio.plugins.") && JDK_FORMATS.contains(format(reader)));
  }

  /** The format in lower case, such as "jpeg". */
  static String format(ImageReader reader) {
    String name = reader.getOriginatingProvider().getFormatNames()[0].toLowerCase(Locale.ROOT);
    return switch (name) {
      case "jpg" -> "jpeg";
      case "tif", "bigtiff" -> "tiff";
      default -> name;
    };
  }
}
