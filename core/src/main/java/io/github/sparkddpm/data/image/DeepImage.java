package io.github.sparkddpm.data.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/**
 * A decoded image in grey or sRGB with samples of 9 to 16 bits, over a background where it is
 * transparent.
 *
 * <p>It is made smaller in 16 bits, by sums that are exact, and only then rounded to 8. Its bytes
 * are averaged apart, the high ones and the low ones: a mean of samples is that of both.
 */
final class DeepImage implements OpaqueImage {

  private static final int MAX = 0xFFFF;

  /** One level of 255, in 16 bits. */
  private static final int LEVEL = 257;

  private final Raster raster;
  private final int colors;
  private final boolean alpha;
  private final boolean premultiplied;
  private final int max;
  private final int[] background;

  /**
   * Creates an image.
   *
   * @param image with a sample for each colour, not copied
   */
  DeepImage(BufferedImage image, RgbColor background) {
    ColorModel model = image.getColorModel();
    this.raster = image.getRaster();
    this.colors = model.getNumColorComponents();
    this.alpha = model.hasAlpha();
    this.premultiplied = model.isAlphaPremultiplied();
    this.max = (1 << model.getComponentSize(0)) - 1;
    this.background =
        new int[] {
          LEVEL * background.level(16), LEVEL * background.level(8), LEVEL * background.level(0)
        };
  }

  static boolean isDeep(ColorModel model) {
    return model.getComponentSize(0) > Byte.SIZE;
  }

  /** Returns an image in sRGB with samples of 16 bits, all of them 0. */
  static BufferedImage blank(int width, int height, boolean alpha) {
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    return new BufferedImage(
        model, model.createCompatibleWritableRaster(width, height), false, null);
  }

  @Override
  public RgbImage resized(int width, int height) {
    // Java2D interpolates bytes: a larger image is made of samples that are rounded already.
    return raster.getWidth() >= width && raster.getHeight() >= height
        ? averaged(width, height)
        : Resize.to(width, height, averaged(raster.getWidth(), raster.getHeight()));
  }

  private RgbImage averaged(int width, int height) {
    Crop all = new Crop(0, 0, raster.getWidth(), raster.getHeight());
    AreaAverage high = new AreaAverage(1, all, width, height);
    AreaAverage low = new AreaAverage(1, all, width, height);
    int[] samples = new int[all.width() * raster.getNumBands()];
    int[] highs = new int[all.width()];
    int[] lows = new int[all.width()];
    for (int y = 0; y < all.height(); y++) {
      raster.getPixels(0, y, all.width(), 1, samples);
      split(samples, highs, lows);
      high.add(y, highs, 0);
      low.add(y, lows, 0);
    }
    high.refine(low);
    return high.rounded(LEVEL);
  }

  /**
   * Splits a row.
   *
   * @param highs is given the high bytes of each pixel as 0xRRGGBB
   * @param lows is given the low ones
   */
  private void split(int[] samples, int[] highs, int[] lows) {
    int bands = raster.getNumBands();
    for (int x = 0; x < highs.length; x++) {
      int at = x * bands;
      int opacity = alpha ? level(samples[at + colors]) : MAX;
      int high = 0;
      int low = 0;
      for (int color = 0; color < background.length; color++) {
        int sample = level(samples[colors == 1 ? at : at + color]);
        int seen = opacity == MAX ? sample : over(background[color], sample, opacity);
        high = high << Byte.SIZE | seen >> Byte.SIZE;
        low = low << Byte.SIZE | (seen & 0xFF);
      }
      highs[x] = high;
      lows[x] = low;
    }
  }

  private int level(int sample) {
    return max == MAX ? sample : (int) (((long) sample * MAX + max / 2) / max);
  }

  private int over(int back, int front, int opacity) {
    long behind = (long) back * (MAX - opacity);
    return premultiplied
        ? Math.min(front, opacity) + (int) ((behind + MAX / 2) / MAX)
        : (int) (((long) front * opacity + behind + MAX / 2) / MAX);
  }
}
