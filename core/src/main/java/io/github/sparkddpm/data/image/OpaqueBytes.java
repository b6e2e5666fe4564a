package io.github.sparkddpm.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * Reads opaque images in grey or sRGB whose samples are bytes side by side, as most photographs
 * are, straight from their array. Asking the raster for its samples takes longer than decoding
 * them.
 */
final class OpaqueBytes {

  private static final int RGB = 3;

  private OpaqueBytes() {}

  static boolean areIn(BufferedImage image) {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    return image.getColorModel() instanceof ComponentColorModel
        && raster.getSampleModel() instanceof PixelInterleavedSampleModel
        && raster.getDataBuffer() instanceof DataBufferByte bytes
        && bytes.getNumBanks() == 1
        && !image.getColorModel().hasAlpha()
        && (bands == 1 || bands == RGB)
        && image.getColorModel().getComponentSize(0) == Byte.SIZE;
  }

  static RgbImage of(BufferedImage image) {
    Raster raster = image.getRaster();
    PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
    DataBufferByte buffer = (DataBufferByte) raster.getDataBuffer();
    int width = image.getWidth();
    int height = image.getHeight();
    int bands = raster.getNumBands();
    int left = -raster.getSampleModelTranslateX();
    int top = -raster.getSampleModelTranslateY();
    int[] pixels = new int[width * height];
    for (int y = 0; y < height; y++) {
      int at =
          buffer.getOffset()
              + (top + raster.getMinY() + y) * model.getScanlineStride()
              + (left + raster.getMinX()) * model.getPixelStride();
      pack(
          buffer.getData(),
          at + model.getBandOffsets()[0],
          at + model.getBandOffsets()[bands / 2],
          at + model.getBandOffsets()[bands - 1],
          model.getPixelStride(),
          pixels,
          y * width,
          width);
    }
    return new RgbImage(width, height, pixels);
  }

  private static void pack(
      byte[] samples, int red, int green, int blue, int stride, int[] pixels, int to, int count) {
    for (int x = 0; x < count; x++) {
      int at = x * stride;
      pixels[to + x] =
          (samples[red + at] & 0xFF) << 16
              | (samples[green + at] & 0xFF) << 8
              | (samples[blue + at] & 0xFF);
    }
  }
}
