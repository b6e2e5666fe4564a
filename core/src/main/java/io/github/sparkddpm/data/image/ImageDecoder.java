package io.github.sparkddpm.data.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes image files: PNG, JPEG (CMYK too), GIF, BMP, TIFF and WebP, the first image of each,
 * turned as EXIF says, over a background where transparent.
 *
 * @param fitter makes the pixels fit the network
 * @param background what shows through transparent pixels
 * @param maxPixels width times height up to which an image is decoded, at least 1; a larger one
 *     costs only the reading of its header
 */
public record ImageDecoder(ImageFitter fitter, RgbColor background, long maxPixels)
    implements Serializable {

  public ImageDecoder {
    if (maxPixels < 1) {
      throw new IllegalArgumentException("max-pixels must be at least 1, got " + maxPixels);
    }
  }

  /**
   * Decodes and fits.
   *
   * @param file the whole file
   * @return C*H*W unsigned bytes of the fitter's shape
   * @throws UnusableImageException if it is no image, damaged or too large
   * @throws OutOfMemoryError if memory does not suffice, which is no fault of the image
   */
  public byte[] decode(byte[] file) throws UnusableImageException {
    try (ImageInputStream in = new ByteArrayImageInputStream(file)) {
      ImageReader reader = ImageCodecs.reader(in);
      try {
        return decode(reader, file);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) { // Readers of damaged files throw anything.
      throwIfOutOfMemory(e);
      throw new UnusableImageException("it cannot be decoded: " + reason(e), e);
    }
  }

  /** ImageIO's PNG reader makes an IOException even of this. */
  private static void throwIfOutOfMemory(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError error) {
        throw error;
      }
    }
  }

  private byte[] decode(ImageReader reader, byte[] file)
      throws IOException, UnusableImageException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > maxPixels) {
      throw new UnusableImageException(
          "its %sx%s pixels are more than the %s allowed (prepare.max-pixels)"
              .formatted(width, height, maxPixels));
    }
    Orientation orientation = ExifOrientation.of(file, ImageCodecs.format(reader));
    BufferedImage image = read(reader, fitter.crop(width, height, orientation));
    return fitter.fit(OpaquePixels.of(image, background), orientation);
  }

  private static BufferedImage read(ImageReader reader, Crop crop)
      throws IOException, UnusableImageException {
    DamageListener listener = new DamageListener();
    reader.addIIOReadWarningListener(listener);
    ImageReadParam part = reader.getDefaultReadParam();
    part.setSourceRegion(new Rectangle(crop.left(), crop.top(), crop.width(), crop.height()));
    BufferedImage image = reader.read(0, part);
    Optional<String> damage = listener.damage();
    if (damage.isPresent()) {
      throw new UnusableImageException("it is damaged: " + damage.get());
    }
    return image;
  }

  private static String reason(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
