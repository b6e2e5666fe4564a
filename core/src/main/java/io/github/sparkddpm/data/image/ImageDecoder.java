package io.github.sparkddpm.data.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import io.github.sparkddpm.data.ImageShape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
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
   * @throws IllegalStateException if a native library does not load
   * @throws OutOfMemoryError if memory does not suffice, which is no fault of the image
   */
  public byte[] decode(byte[] file) throws UnusableImageException {
    return decode(file, true);
  }

  /**
   * Decodes an image that has the shape's sides already: it is neither cropped nor resized.
   *
   * @param file the whole file
   * @return C*H*W unsigned bytes of the fitter's shape
   * @throws UnusableImageException if it is no image, damaged or of other sides, which costs only
   *     the reading of its header
   */
  public byte[] decodeUnfitted(byte[] file) throws UnusableImageException {
    return decode(file, false);
  }

  /**
   * Fits an image that is decoded already.
   *
   * @param pixels C*H*W unsigned bytes
   * @param shape of the image
   * @return C*H*W unsigned bytes of the fitter's shape
   * @throws UnusableImageException if it is too large
   */
  public byte[] fit(byte[] pixels, ImageShape shape) throws UnusableImageException {
    requireAllowed(shape.width(), shape.height());
    return fitter.fit(pixels, shape);
  }

  private byte[] decode(byte[] file, boolean fitting) throws UnusableImageException {
    try {
      Optional<byte[]> plain = decodePlainPng(file, fitting);
      return plain.isPresent() ? plain.get() : decodeAny(file, fitting);
    } catch (IOException | RuntimeException e) { // Readers of damaged files throw anything.
      throwIfOfMachine(e);
      throw new UnusableImageException("it cannot be decoded: " + reason(e), e);
    }
  }

  private Optional<byte[]> decodePlainPng(byte[] file, boolean fitting)
      throws UnusableImageException {
    PlainPng png = PlainPng.of(file);
    if (png == null) {
      return Optional.empty();
    }
    Crop crop = crop(png.width(), png.height(), Orientation.UPRIGHT, fitting);
    return Leptonica.png(file).map(image -> fitter.fit(image.crop(crop), Orientation.UPRIGHT));
  }

  private byte[] decodeAny(byte[] file, boolean fitting)
      throws IOException, UnusableImageException {
    try (ImageInputStream in = new ByteArrayImageInputStream(file)) {
      ImageReader reader = ImageCodecs.reader(in);
      try {
        return decode(reader, file, fitting);
      } finally {
        reader.dispose();
      }
    }
  }

  /** Throws what is no fault of the image; ImageIO makes an IOException even of lacking memory. */
  private static void throwIfOfMachine(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError error) {
        throw error;
      }
      if (cause instanceof LinkageError && failure instanceof RuntimeException unloaded) {
        throw unloaded;
      }
    }
  }

  private byte[] decode(ImageReader reader, byte[] file, boolean fitting)
      throws IOException, UnusableImageException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    String format = ImageCodecs.format(reader);
    Orientation orientation = ExifOrientation.of(file, format);
    Crop crop = crop(width, height, orientation, fitting);
    int reduction = format.equals("jpeg") ? fitter.reduction(crop, orientation) : 1;
    if (reduction > 1) {
      Optional<RgbImage> reduced =
          ReducedJpeg.read(file, reduction, reader.getRawImageType(0), background);
      if (reduced.isPresent()) {
        return fitter.fit(reduced.get(), reduction, crop, orientation);
      }
    }
    BufferedImage image = StoredPixels.read(reader, format, file, crop);
    return fitter.fit(OpaquePixels.of(image, background), orientation);
  }

  /** Returns the part to be seen of an image that is neither too large nor of unwanted sides. */
  private Crop crop(int width, int height, Orientation orientation, boolean fitting)
      throws UnusableImageException {
    if (fitting) {
      requireAllowed(width, height);
    } else if (!fitter.fits(width, height, orientation)) {
      throw new UnusableImageException(
          "its %sx%s pixels are not the %sx%s expected (width x height)"
              .formatted(width, height, fitter.shape().width(), fitter.shape().height()));
    }
    return fitter.crop(width, height, orientation);
  }

  private void requireAllowed(int width, int height) throws UnusableImageException {
    if ((long) width * height > maxPixels) {
      throw new UnusableImageException(
          "its %sx%s pixels are more than the %s allowed (prepare.max-pixels)"
              .formatted(width, height, maxPixels));
    }
  }

  private static String reason(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
