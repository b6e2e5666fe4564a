package io.github.sparkddpm.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.WritableRaster;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageTypeSpecifier;

/**
 * Decodes photographs at a half, a quarter or an eighth of their sides. At an eighth, a pixel is
 * the mean that the file stores for 8x8 of them, so that none of these is computed. That takes less
 * than half of the time.
 *
 * <p>Anything but a sound file in grey or three colours is left to the reader of whole images,
 * which knows its faults by name.
 */
final class ReducedJpeg {

  private static final List<Integer> REDUCTIONS = List.of(8, 4, 2);

  /** The fewest reduced pixels along a side of each pixel of the result. */
  private static final int COVERED = 4;

  private ReducedJpeg() {}

  /**
   * Returns by how much an image may be reduced before it is made smaller still.
   *
   * @param width of the result
   * @param height of the result
   * @return 8, 4, 2 or 1
   */
  static int reduction(Crop crop, int width, int height) {
    return REDUCTIONS.stream()
        .filter(times -> crop.width() >= COVERED * times * (long) width)
        .filter(times -> crop.height() >= COVERED * times * (long) height)
        .findFirst()
        .orElse(1);
  }

  /**
   * Decodes a file, all of it.
   *
   * @param stored the image's type before any conversion
   * @return nothing if the whole image must be read instead
   * @throws UnusableImageException if the file has too many scans or no plain samples
   */
  static Optional<RgbImage> read(
      byte[] file, int reduction, ImageTypeSpecifier stored, RgbColor background)
      throws UnusableImageException {
    JpegScans.requireFew(file);
    if (!isPlain(stored.getColorModel()) || !JpegFrame.isPlain(file)) {
      return Optional.empty();
    }
    Optional<RgbImage> samples = Leptonica.jpeg(file, reduction);
    return samples.isPresent()
        ? Optional.of(colors(samples.get(), stored, background))
        : Optional.empty();
  }

  private static boolean isPlain(ColorModel model) {
    int space = model.getColorSpace().getType();
    return (space == ColorSpace.TYPE_RGB || space == ColorSpace.TYPE_GRAY) && !model.hasAlpha();
  }

  /** Converts samples by the profile that the file has, if it has one. */
  private static RgbImage colors(RgbImage samples, ImageTypeSpecifier stored, RgbColor background)
      throws UnusableImageException {
    ColorSpace space = stored.getColorModel().getColorSpace();
    if (space.isCS_sRGB() || space == ColorSpace.getInstance(ColorSpace.CS_GRAY)) {
      return samples;
    }
    BufferedImage image = stored.createBufferedImage(samples.width(), samples.height());
    WritableRaster raster = image.getRaster();
    int[] pixels = samples.pixels();
    int[] levels = new int[pixels.length];
    for (int band = 0; band < raster.getNumBands(); band++) {
      int shift = 16 - 8 * band;
      for (int i = 0; i < levels.length; i++) {
        levels[i] = pixels[i] >> shift & 0xFF;
      }
      raster.setSamples(0, 0, samples.width(), samples.height(), band, levels);
    }
    return OpaquePixels.of(image, background).resized(samples.width(), samples.height());
  }
}
