package io.github.sparkddpm.spark.sample.files;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.Npy;
import java.util.Arrays;
import java.util.List;

/**
 * An encoding of units as NumPy arrays, uint8 [N,H,W,3], from which the whole array is assembled.
 * Evaluators take three channels, so grey is written three times.
 *
 * @param shape of one image
 */
record NpyEncoding(ImageShape shape) implements UnitStore.Encoding {

  private static final int RGB = 3;

  @Override
  public List<String> names(IdRange unit) {
    return List.of(unit.name() + ".npy");
  }

  @Override
  public List<byte[]> encode(IdRange unit, byte[] pixels) {
    byte[] header = header(unit.count());
    byte[] values = interleaved(pixels);
    byte[] file = Arrays.copyOf(header, header.length + values.length);
    System.arraycopy(values, 0, file, header.length, values.length);
    return List.of(file);
  }

  /** Returns the bytes before the values, for so many images. */
  byte[] header(int images) {
    return Npy.header("|u1", images, shape.height(), shape.width(), RGB);
  }

  /** Returns pixels [N,C,H,W] as [N,H,W,3]. */
  byte[] interleaved(byte[] pixels) {
    int plane = shape.height() * shape.width();
    byte[] values = new byte[pixels.length / shape.channels() * RGB];
    for (int i = 0; i < values.length; i++) {
      int channel = Math.min(i % RGB, shape.channels() - 1);
      int pixel = i / RGB;
      values[i] = pixels[(pixel / plane * shape.channels() + channel) * plane + pixel % plane];
    }
    return values;
  }

  @Override
  public byte[] decode(IdRange unit, List<byte[]> files) {
    byte[] file = files.get(0);
    int offset = Npy.offset(file);
    int plane = shape.height() * shape.width();
    byte[] pixels = new byte[unit.count() * shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      int image = i / shape.size();
      int channel = i / plane % shape.channels();
      pixels[i] = file[offset + (image * plane + i % plane) * RGB + channel];
    }
    return pixels;
  }
}
