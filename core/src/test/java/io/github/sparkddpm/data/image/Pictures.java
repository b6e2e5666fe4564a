package io.github.sparkddpm.data.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Image files made in the test, every pixel known. */
final class Pictures {

  private Pictures() {}

  /** Pixels 0xAARRGGBB by (x, y). */
  static BufferedImage of(int width, int height, int type, IntBinaryOperator argb) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, argb.applyAsInt(x, y));
      }
    }
    return image;
  }

  /** Samples of grey or RGB, with or without alpha, as they are, of 8 or 16 bits. */
  static BufferedImage ofSamples(int width, int height, boolean wide, int[]... bands) {
    boolean alpha = bands.length % 2 == 0;
    int space = bands.length < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB;
    int type = wide ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE;
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(space),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            type);
    WritableRaster raster = Raster.createInterleavedRaster(type, width, height, bands.length, null);
    for (int band = 0; band < bands.length; band++) {
      raster.setSamples(0, 0, width, height, band, bands[band]);
    }
    return new BufferedImage(model, raster, false, null);
  }

  static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, file)) {
      throw new IOException("No writer of " + format);
    }
    return file.toByteArray();
  }

  /**
   * Returns a JPEG as Photoshop writes it: four components, inverted, marked by an APP14 segment of
   * Adobe.
   */
  static byte[] cmykJpeg(int width, int height, int cyan, int magenta, int yellow, int key)
      throws IOException {
    int[] inks = {cyan, magenta, yellow, key};
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < 4; band++) {
          raster.setSample(x, y, band, 255 - inks[band]);
        }
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    return withSegment(file.toByteArray(), 0xEE, adobe);
  }

  /** A JPEG file with the orientation in an EXIF segment. */
  static byte[] withOrientation(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(32);
    exif.put(new byte[] {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42}).putInt(8);
    exif.putShort((short) 1); // One entry: tag, type 3 (16 bits), count, value.
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return withSegment(jpeg, 0xE1, exif.array());
  }

  /** A progressive JPEG file of 16x16 whose last scan is repeated until there are so many. */
  static byte[] jpegOfScans(int scans) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam progressive = writer.getDefaultWriteParam();
    progressive.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      BufferedImage grey = of(16, 16, BufferedImage.TYPE_BYTE_GRAY, (x, y) -> 0);
      writer.write(null, new IIOImage(grey, null, null), progressive);
    } finally {
      writer.dispose();
    }
    byte[] whole = file.toByteArray();
    int last = whole.length - 2;
    while (whole[last] != (byte) 0xFF || whole[last + 1] != (byte) 0xDA) {
      last--;
    }
    byte[] scan = Arrays.copyOfRange(whole, last, whole.length - 2);
    int found = 0;
    for (int i = 0; i < last + 1; i++) {
      found += whole[i] == (byte) 0xFF && whole[i + 1] == (byte) 0xDA ? 1 : 0;
    }
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(whole, 0, whole.length - 2);
    for (int i = found; i < scans; i++) {
      bomb.write(scan);
    }
    bomb.write(whole, whole.length - 2, 2);
    return bomb.toByteArray();
  }

  /** A JPEG file with an ICC profile of less than 64 KB. */
  static byte[] withProfile(byte[] jpeg, byte[] profile) {
    byte[] name = {'I', 'C', 'C', '_', 'P', 'R', 'O', 'F', 'I', 'L', 'E', 0, 1, 1};
    byte[] content = Arrays.copyOf(name, name.length + profile.length);
    System.arraycopy(profile, 0, content, name.length, profile.length);
    return withSegment(jpeg, 0xE2, content);
  }

  /** A baseline JPEG file whose three components have other names. */
  static byte[] withComponents(byte[] jpeg, char... names) {
    byte[] renamed = jpeg.clone();
    for (int i = 0; i < renamed.length - 1; i++) {
      int first = renamed[i] != (byte) 0xFF ? 0 : renamed[i + 1] == (byte) 0xC0 ? 10 : 5;
      int step = first == 10 ? 3 : 2;
      if (first == 10 || (first == 5 && renamed[i + 1] == (byte) 0xDA)) {
        for (int name = 0; name < names.length; name++) {
          renamed[i + first + step * name] = (byte) names[name];
        }
      }
    }
    return renamed;
  }

  private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    ByteBuffer file = ByteBuffer.allocate(jpeg.length + 4 + content.length);
    file.put(jpeg, 0, 2).put((byte) 0xFF).put((byte) marker);
    file.putShort((short) (content.length + 2)).put(content);
    return file.put(jpeg, 2, jpeg.length - 2).array();
  }

  /** A PNG file whose header claims other sides than it has. */
  static byte[] pngClaiming(int width, int height) throws IOException {
    byte[] png = file(of(2, 2, BufferedImage.TYPE_INT_RGB, (x, y) -> 0), "png");
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    return png;
  }
}
