package io.github.sparkddpm.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * Converts the CIE L*a*b* samples of TIFF to sRGB. Their white is D50, as in ICC profiles; the TIFF
 * reader takes D65 and an approximation of the power function.
 */
final class LabColors {

  /** The white point D50, of which X, Y and Z are fractions. */
  private static final double[] WHITE = {0.9642, 1, 0.8249};

  /**
   * The matrix from XYZ of D50 to linear sRGB, adapted by Bradford: the inverse of the sRGB
   * profile's.
   */
  private static final double[][] MATRIX = {
    {3.1338561, -1.6168667, -0.4906146},
    {-0.9787684, 1.9161415, 0.0334540},
    {0.0719453, -0.2289914, 1.4052427}
  };

  private LabColors() {}

  /**
   * Converts.
   *
   * @param samples L, a and b first in each pixel, of 8 or 16 bits
   * @param unsigned whether a and b are stored with an offset (ICCLab), not signed (CIELab)
   */
  static BufferedImage toRgb(Raster samples, boolean unsigned) {
    int width = samples.getWidth();
    int height = samples.getHeight();
    boolean wide = samples.getTransferType() != DataBuffer.TYPE_BYTE;
    BufferedImage image =
        wide
            ? DeepImage.blank(width, height, false)
            : new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int max = wide ? 65535 : 255;
    double light = wide ? (unsigned ? 65280 : 65535) : 255;
    int[] pixel = new int[samples.getNumBands()];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        samples.getPixel(x, y, pixel);
        double a = opponent(pixel[1], wide, unsigned);
        double b = opponent(pixel[2], wide, unsigned);
        image.getRaster().setPixel(x, y, rgb(100 * pixel[0] / light, a, b, max));
      }
    }
    return image;
  }

  private static double opponent(int sample, boolean wide, boolean unsigned) {
    if (unsigned) {
      return wide ? (sample - 32768) / 256.0 : sample - 128;
    }
    return wide ? (short) sample / 256.0 : (byte) sample;
  }

  private static int[] rgb(double light, double a, double b, int max) {
    double y = (light + 16) / 116;
    double[] xyz = {
      WHITE[0] * linear(y + a / 500), WHITE[1] * linear(y), WHITE[2] * linear(y - b / 200)
    };
    return Arrays.stream(MATRIX)
        .mapToInt(row -> level(row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2], max))
        .toArray();
  }

  /** Returns the inverse of CIE's cube root, with its straight part near black. */
  private static double linear(double root) {
    return root > 6.0 / 29 ? root * root * root : 108.0 / 841 * (root - 4.0 / 29);
  }

  /** Returns the level 0..max on sRGB's curve. */
  private static int level(double linear, int max) {
    double clamped = Math.min(1, Math.max(0, linear));
    double curved =
        clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * Math.pow(clamped, 1 / 2.4) - 0.055;
    return (int) Math.round(max * curved);
  }
}
