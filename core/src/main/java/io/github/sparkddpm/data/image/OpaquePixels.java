package io.github.sparkddpm.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.stream.IntStream;

/**
 * Converts decoded images to sRGB over a background, in 8 bits or in what they have. Grey and RGB
 * samples are taken as they are, because Java's own conversion would put grey through a gamma
 * curve. An image with a colour profile of its own is converted by it.
 */
final class OpaquePixels {

  private static final int MAX_BITS = 16;

  private OpaquePixels() {}

  static OpaqueImage of(BufferedImage image, RgbColor background) throws UnusableImageException {
    ColorModel model = image.getColorModel();
    if (!(model instanceof ComponentColorModel)) {
      return ofColors(image, background);
    }
    requireIntegers(model);
    ColorSpace space = model.getColorSpace();
    if (space.isCS_sRGB() || space == ColorSpace.getInstance(ColorSpace.CS_GRAY)) {
      return OpaqueBytes.areIn(image) ? OpaqueBytes.of(image) : ofAny(image, background);
    }
    BufferedImage converted = converted(image);
    return DeepImage.isDeep(model)
        ? new DeepImage(converted, background)
        : ofColors(converted, background);
  }

  private static OpaqueImage ofAny(BufferedImage image, RgbColor background) {
    return DeepImage.isDeep(image.getColorModel())
        ? new DeepImage(image, background)
        : ofSamples(image, background);
  }

  /** Converts an image by its own profile to sRGB; alpha stays as it is. */
  private static BufferedImage converted(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    boolean alpha = image.getColorModel().hasAlpha();
    int packed = alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage converted =
        DeepImage.isDeep(image.getColorModel())
            ? DeepImage.blank(width, height, alpha)
            : new BufferedImage(width, height, packed);
    return new ColorConvertOp(null).filter(straight(image), converted);
  }

  /** Returns the image without samples that are no colours, and not multiplied by alpha. */
  private static BufferedImage straight(BufferedImage image) {
    ColorModel model = image.getColorModel();
    int bands = model.getNumComponents();
    if (image.getRaster().getNumBands() == bands && !model.isAlphaPremultiplied()) {
      return image;
    }
    ColorModel plain =
        new ComponentColorModel(
            model.getColorSpace(),
            model.hasAlpha(),
            model.isAlphaPremultiplied(),
            model.getTransparency(),
            model.getTransferType());
    int width = image.getWidth();
    int height = image.getHeight();
    WritableRaster copy = plain.createCompatibleWritableRaster(width, height);
    Raster colors =
        image
            .getRaster()
            .createChild(0, 0, width, height, 0, 0, IntStream.range(0, bands).toArray());
    int[] row = null;
    for (int y = 0; y < height; y++) {
      row = colors.getPixels(0, y, width, 1, row);
      copy.setPixels(0, y, width, 1, row);
    }
    return new BufferedImage(plain.coerceData(copy, false), copy, false, null);
  }

  private static void requireIntegers(ColorModel model) throws UnusableImageException {
    int type = model.getTransferType();
    if ((type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT)
        || model.getComponentSize(0) > MAX_BITS) {
      throw new UnusableImageException("its samples are not whole numbers of at most 16 bits");
    }
  }

  /** Reads an image that has a palette or packed pixels, whose colours are sRGB. */
  private static RgbImage ofColors(BufferedImage image, RgbColor background) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels.length; i++) {
      int color = pixels[i];
      pixels[i] =
          over(background, color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF, color >>> 24);
    }
    return new RgbImage(width, height, pixels);
  }

  /** Reads an image in grey or sRGB with samples of at most 8 bits, with or without alpha. */
  private static RgbImage ofSamples(BufferedImage image, RgbColor background) {
    int width = image.getWidth();
    int height = image.getHeight();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    boolean alpha = image.getColorModel().hasAlpha();
    boolean premultiplied = image.isAlphaPremultiplied();
    int colors = image.getColorModel().getNumColorComponents();
    int max = (1 << image.getColorModel().getComponentSize(0)) - 1;
    int[] pixels = new int[width * height];
    int[] row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int at = x * bands;
        int red = level(row[at], max);
        int green = colors == 1 ? red : level(row[at + 1], max);
        int blue = colors == 1 ? red : level(row[at + 2], max);
        int opacity = alpha ? level(row[at + colors], max) : 255;
        pixels[y * width + x] =
            premultiplied
                ? onto(background, red, green, blue, opacity)
                : over(background, red, green, blue, opacity);
      }
    }
    return new RgbImage(width, height, pixels);
  }

  private static int level(int sample, int max) {
    return max == 255 ? sample : (sample * 255 + max / 2) / max;
  }

  private static int over(RgbColor background, int red, int green, int blue, int alpha) {
    return blend(red, background.level(16), alpha) << 16
        | blend(green, background.level(8), alpha) << 8
        | blend(blue, background.level(0), alpha);
  }

  /**
   * Lays a colour over the background, as {@link #over} does, when it is already multiplied by
   * alpha.
   */
  private static int onto(RgbColor background, int red, int green, int blue, int alpha) {
    return added(red, background.level(16), alpha) << 16
        | added(green, background.level(8), alpha) << 8
        | added(blue, background.level(0), alpha);
  }

  private static int added(int front, int back, int alpha) {
    return Math.min(front, alpha) + (back * (255 - alpha) + 127) / 255;
  }

  private static int blend(int front, int back, int alpha) {
    return (front * alpha + back * (255 - alpha) + 127) / 255;
  }
}
