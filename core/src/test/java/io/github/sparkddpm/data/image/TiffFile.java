package io.github.sparkddpm.data.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A TIFF file made tag by tag, so that it can claim what no writer writes. */
final class TiffFile {

  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int STRIP_OFFSETS = 273;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_BYTES = 279;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTES = 325;

  private static final int HEADER = 8;

  private final Map<Integer, int[]> tags = new TreeMap<>();
  private final byte[] data;

  /**
   * Begins an RGB image in one strip.
   *
   * @param data which lies behind the header
   * @param compression of TIFF, such as 8 for Deflate
   * @param photometric 2 for RGB, 6 for YCbCr
   */
  TiffFile(byte[] data, int side, int compression, int photometric) {
    this.data = data;
    with(WIDTH, side).with(HEIGHT, side).with(258, 8, 8, 8).with(259, compression);
    with(262, photometric).with(277, 3).with(ROWS_PER_STRIP, side);
    with(STRIP_OFFSETS, HEADER).with(STRIP_BYTES, data.length);
  }

  /** Sets a tag, to 32-bit numbers. */
  TiffFile with(int tag, int... numbers) {
    tags.put(tag, numbers);
    return this;
  }

  /** Sets all strips, or tiles, to one place. */
  TiffFile withAllAtOnePlace(int count, int offsets, int lengths) {
    int[] places = new int[count];
    int[] bytes = new int[count];
    Arrays.fill(places, HEADER);
    Arrays.fill(bytes, data.length);
    return with(offsets, places).with(lengths, bytes);
  }

  byte[] bytes() {
    ByteArrayOutputStream arrays = new ByteArrayOutputStream();
    int arraysAt = HEADER + data.length;
    byte[] directoryBytes = new byte[2 + 12 * tags.size() + 4];
    ByteBuffer directory = little(directoryBytes).putShort((short) tags.size());
    tags.forEach(
        (tag, numbers) -> {
          directory.putShort((short) (int) tag).putShort((short) 4).putInt(numbers.length);
          directory.putInt(numbers.length == 1 ? numbers[0] : arraysAt + arrays.size());
          if (numbers.length > 1) {
            byte[] bytes = new byte[Integer.BYTES * numbers.length];
            little(bytes).asIntBuffer().put(numbers);
            arrays.writeBytes(bytes);
          }
        });
    int directoryAt = arraysAt + arrays.size();
    byte[] header = new byte[HEADER];
    little(header).put(new byte[] {'I', 'I', 42, 0}).putInt(directoryAt);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(header);
    file.writeBytes(data);
    file.writeBytes(arrays.toByteArray());
    file.writeBytes(directoryBytes);
    return file.toByteArray();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
