package io.github.sparkddpm.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Compares a BMP file's length with its header: the reader fills in what a shorter one lacks. */
final class BmpLength {

  private static final int UNCOMPRESSED = 0;
  private static final int RUNS_OF_BYTES = 1;
  private static final int RUNS_OF_NIBBLES = 2;
  private static final int BIT_FIELDS = 3;
  private static final int FILE_HEADER = 14;
  private static final int OLD_HEADER = 12;

  private BmpLength() {}

  /**
   * Refuses a truncated file.
   *
   * @throws IndexOutOfBoundsException if not even the header is whole
   */
  static void requireWhole(byte[] file) throws UnusableImageException {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long wanted = Integer.toUnsignedLong(header.getInt(10)) + pixelBytes(header);
    if (file.length < wanted) {
      throw new UnusableImageException(
          "it is truncated: %s bytes of %s".formatted(file.length, wanted));
    }
  }

  private static long pixelBytes(ByteBuffer header) throws UnusableImageException {
    if (header.getInt(FILE_HEADER) == OLD_HEADER) {
      return rows(header.getShort(18), header.getShort(20), header.getShort(24));
    }
    int compression = header.getInt(30);
    return switch (compression) {
      case UNCOMPRESSED, BIT_FIELDS ->
          rows(header.getInt(18), header.getInt(22), header.getShort(28));
      case RUNS_OF_BYTES, RUNS_OF_NIBBLES -> Integer.toUnsignedLong(header.getInt(34));
      default ->
          throw new UnusableImageException(
              "its BMP compression %s is not read".formatted(compression));
    };
  }

  /** Rows are padded to four bytes; a negative height only means that they run downwards. */
  private static long rows(int width, int height, int bits) {
    return ((long) width * bits + 31) / 32 * 4 * Math.abs((long) height);
  }
}
