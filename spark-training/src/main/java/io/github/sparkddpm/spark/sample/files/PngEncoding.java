package io.github.sparkddpm.spark.sample.files;

import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.ImageShape;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;

/**
 * A PNG file an image, grey or RGB.
 *
 * @param shape of one image
 */
public record PngEncoding(ImageShape shape) implements UnitStore.Encoding {

  private static final long MAGIC = 0x89504E470D0A1A0AL;

  /** In a PNG's first chunk, which has its size. */
  private static final int WIDTH_OFFSET = 16;

  private static final int HEADER_BYTES = 33;

  private static final ImageGrid ONE_IMAGE = new ImageGrid(1, 0);

  /** The name of an image's file. */
  static String name(long id) {
    return String.format(Locale.ROOT, "%08d.png", id);
  }

  /** Returns the id of the image in a file. */
  static long id(String name) {
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  @Override
  public List<String> names(IdRange unit) {
    return LongStream.of(unit.ids()).mapToObj(PngEncoding::name).toList();
  }

  @Override
  public List<byte[]> encode(IdRange unit, byte[] pixels) throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < unit.count(); i++) {
      byte[] image = Arrays.copyOfRange(pixels, i * shape.size(), (i + 1) * shape.size());
      files.add(ImageGrid.png(ONE_IMAGE.render(image, shape, 1)));
    }
    return files;
  }

  @Override
  public byte[] decode(IdRange unit, List<byte[]> files) throws IOException {
    byte[] pixels = new byte[files.size() * shape.size()];
    for (int i = 0; i < files.size(); i++) {
      decode(files.get(i), pixels, i * shape.size());
    }
    return pixels;
  }

  /**
   * Looks before any of it is decoded: a few bytes may tell of more pixels than there is memory.
   */
  private void requireOfShape(byte[] png) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(png);
    if (png.length < HEADER_BYTES
        || header.getLong() != MAGIC
        || header.getInt(WIDTH_OFFSET) != shape.width()
        || header.getInt(WIDTH_OFFSET + Integer.BYTES) != shape.height()) {
      throw new IOException("Not a PNG file of %sx%s".formatted(shape.width(), shape.height()));
    }
  }

  private void decode(byte[] png, byte[] pixels, int offset) throws IOException {
    requireOfShape(png);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    Raster raster = image.getRaster();
    int to = offset;
    for (int channel = 0; channel < shape.channels(); channel++) {
      int[] samples = raster.getSamples(0, 0, shape.width(), shape.height(), channel, (int[]) null);
      for (int sample : samples) {
        pixels[to++] = (byte) sample;
      }
    }
  }
}
