package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.ShuffledOrder;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.prepare.Preparing;
import io.github.sparkddpm.spark.source.IdxSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Small IDX files whose every pixel is known, and the bundled digits. */
public final class IdxFixture {

  public static final IdxSource DIGITS =
      new IdxSource(
          "../deploy/digits/digits-images-idx3-ubyte.gz",
          Optional.of("../deploy/digits/digits-labels-idx1-ubyte.gz"));

  public static final int HEIGHT = 2;
  public static final int WIDTH = 3;
  public static final ImageShape SHAPE = new ImageShape(1, HEIGHT, WIDTH);

  private IdxFixture() {}

  /**
   * Returns the file's image that becomes id i, for all i, in the order of {@link Preparing#SEED}.
   */
  public static int[] order(int count) {
    ShuffledOrder shuffled = new ShuffledOrder(new NoiseStream(Preparing.SEED), count);
    int[] order = new int[count];
    for (int image = 0; image < count; image++) {
      order[shuffled.position(image)] = image;
    }
    return order;
  }

  /** The bytes of image i: 6i, 6i + 1, ... */
  public static byte[] pixels(int image) {
    byte[] pixels = new byte[HEIGHT * WIDTH];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (image * pixels.length + i);
    }
    return pixels;
  }

  public static byte[] images(int count) {
    ByteBuffer file = ByteBuffer.allocate(16 + count * HEIGHT * WIDTH);
    file.putInt(0x803).putInt(count).putInt(HEIGHT).putInt(WIDTH);
    for (int i = 0; i < count; i++) {
      file.put(pixels(i));
    }
    return file.array();
  }

  /** Image i has the label i mod 3. */
  public static byte[] labels(int count) {
    ByteBuffer file = ByteBuffer.allocate(8 + count);
    file.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      file.put((byte) (i % 3));
    }
    return file.array();
  }

  public static IdxSource source(Path folder, byte[] images, byte[] labels) throws IOException {
    return new IdxSource(
        Files.write(folder.resolve("images.idx"), images).toString(),
        Optional.of(Files.write(folder.resolve("labels.idx"), labels).toString()));
  }

  public static IdxSource source(Path folder, byte[] images) throws IOException {
    return new IdxSource(
        Files.write(folder.resolve("images.idx"), images).toString(), Optional.empty());
  }
}
