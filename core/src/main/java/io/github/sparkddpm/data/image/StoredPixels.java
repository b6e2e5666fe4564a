package io.github.sparkddpm.data.image;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/** Reads the stored pixels of a file, after its format's own checks. */
final class StoredPixels {

  private StoredPixels() {}

  /**
   * Reads the crop of the first image.
   *
   * @param format as {@link ImageCodecs#format} names it
   * @throws UnusableImageException if the file is damaged, or of a kind that no reader is known to
   *     read right
   */
  static BufferedImage read(ImageReader reader, String format, byte[] file, Crop crop)
      throws IOException, UnusableImageException {
    return switch (format) {
      case "jpeg" -> {
        JpegScans.requireFew(file);
        // The one reader whose source regions are right, and save time.
        yield read(reader, region(reader, crop));
      }
      case "png" -> PngColors.of(file).applied(cropped(read(reader, whole(reader)), crop));
      case "tiff" -> cropped(tiff(reader, TiffLayout.of(file)), crop);
      case "bmp" -> {
        BmpLength.requireWhole(file);
        yield cropped(read(reader, whole(reader)), crop);
      }
      default -> cropped(read(reader, whole(reader)), crop);
    };
  }

  private static BufferedImage tiff(ImageReader reader, TiffLayout layout)
      throws IOException, UnusableImageException {
    ImageReadParam raw = whole(reader);
    // By default the reader takes a fourth sample for alpha, whatever the file says.
    raw.setDestinationType(reader.getRawImageType(0));
    if (layout.isLab()) {
      return LabColors.toRgb(reader.readRaster(0, raw), layout.isUnsignedLab());
    }
    BufferedImage image = read(reader, raw);
    if (layout.isWhiteZero() && image.getColorModel().hasAlpha()) {
      layout.invertAlpha(image.getAlphaRaster());
    }
    return image;
  }

  private static BufferedImage read(ImageReader reader, ImageReadParam what)
      throws IOException, UnusableImageException {
    DamageListener listener = new DamageListener();
    reader.addIIOReadWarningListener(listener);
    BufferedImage image = reader.read(0, what);
    Optional<String> damage = listener.damage();
    if (damage.isPresent()) {
      throw new UnusableImageException("it is damaged: " + damage.get());
    }
    return image;
  }

  private static ImageReadParam whole(ImageReader reader) {
    return reader.getDefaultReadParam();
  }

  private static ImageReadParam region(ImageReader reader, Crop crop) {
    ImageReadParam part = reader.getDefaultReadParam();
    part.setSourceRegion(new Rectangle(crop.left(), crop.top(), crop.width(), crop.height()));
    return part;
  }

  private static BufferedImage cropped(BufferedImage image, Crop crop) {
    return image.getSubimage(crop.left(), crop.top(), crop.width(), crop.height());
  }
}
