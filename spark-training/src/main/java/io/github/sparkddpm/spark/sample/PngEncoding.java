package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.ImageShape;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
record PngEncoding(ImageShape shape) implements UnitFiles.Encoding {

  private static final ImageGrid ONE_IMAGE = new ImageGrid(1, 0);

  /** The name of an image's file. */
  static String name(long id) {
    return String.format(Locale.ROOT, "%08d.png", id);
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

  private void decode(byte[] png, byte[] pixels, int offset) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    if (image == null) {
      throw new IOException("Not a PNG file");
    }
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
