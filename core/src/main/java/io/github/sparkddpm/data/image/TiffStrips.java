package io.github.sparkddpm.data.image;

import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Checks the strips or tiles of a TIFF image, which its reader trusts. */
final class TiffStrips {

  static final int NONE = 1;
  static final int DEFLATE = 8;
  static final int OLD_DEFLATE = 32946;

  private static final int JPEG = 7;
  private static final int BLOCK = 16;

  /** A small image may be one corner of a large tile. */
  private static final int LARGEST_TILE = 1 << 24;

  private final byte[] file;
  private final TiffTags tags;
  private final int compression;
  private final long[] offsets;
  private final long[] lengths;

  TiffStrips(byte[] file, TiffTags tags, int compression) {
    this.file = file;
    this.tags = tags;
    this.compression = compression;
    boolean tiled = tags.numbers(TIFF.TAG_TILE_OFFSETS).length > 0;
    this.offsets = tags.numbers(tiled ? TIFF.TAG_TILE_OFFSETS : TIFF.TAG_STRIP_OFFSETS);
    this.lengths = tags.numbers(tiled ? TIFF.TAG_TILE_BYTE_COUNTS : TIFF.TAG_STRIP_BYTE_COUNTS);
  }

  /**
   * Refuses strips that are not within the file, are shorter than their pixels, or fail their own
   * checksum.
   */
  void requireWhole(int bits, int samples) throws UnusableImageException {
    require(offsets.length > 0 && offsets.length == lengths.length, "its strips are not listed");
    requireApart();
    for (int i = 0; i < offsets.length; i++) {
      boolean within = offsets[i] >= 0 && lengths[i] > 0 && offsets[i] <= file.length - lengths[i];
      require(within, "it is truncated: strip %s of %s lies outside".formatted(i, offsets.length));
      if (compression == DEFLATE || compression == OLD_DEFLATE) {
        require(inflates(i), "strip %s of %s is damaged".formatted(i, offsets.length));
      } else if (compression == JPEG) {
        requirePlain(i);
      }
    }
    if (compression == NONE) {
      requireAllBytes(bits, samples);
    }
  }

  /** A thousand strips at one place cost as much as a thousand files, and none is written so. */
  private void requireApart() throws UnusableImageException {
    double all = Arrays.stream(lengths).asDoubleStream().sum();
    require(all <= file.length, "its strips overlap");
  }

  /** A strip is a JPEG file of its own, whose header may claim any size. */
  private void requirePlain(int strip) throws UnusableImageException {
    int start = (int) offsets[strip];
    byte[] jpeg = Arrays.copyOfRange(file, start, start + (int) lengths[strip]);
    JpegScans.requireFew(jpeg);
    JpegFrame.requireWithin(jpeg, partPixels());
  }

  /** The pixels of a strip or tile, whose sides its JPEG file rounds up. */
  private long partPixels() throws UnusableImageException {
    long width = tags.number(TIFF.TAG_IMAGE_WIDTH, 0);
    long height = tags.number(TIFF.TAG_IMAGE_HEIGHT, 0);
    long[] tile = tags.numbers(TIFF.TAG_TILE_WIDTH);
    long[] rows = tags.numbers(TIFF.TAG_ROWS_PER_STRIP);
    long part =
        tile.length > 0
            ? pixels(tile[0], tags.number(TIFF.TAG_TILE_HEIGTH, 0))
            : pixels(width, rows.length > 0 ? Math.min(rows[0], height) : height);
    double all = (double) part * offsets.length;
    require(
        part > 0 && all <= 4.0 * width * height + LARGEST_TILE,
        "its %s tiles of %s pixels are far more than its image".formatted(offsets.length, part));
    return part;
  }

  private static long pixels(long width, long height) {
    return (width + BLOCK) * (height + BLOCK);
  }

  /** The reader stops at the last pixel, and so never sees the checksum behind it. */
  private boolean inflates(int strip) {
    Inflater inflater = new Inflater();
    byte[] scratch = new byte[1 << 14];
    try {
      inflater.setInput(file, (int) offsets[strip], (int) lengths[strip]);
      int count = 1;
      while (count > 0 && !inflater.finished()) {
        count = inflater.inflate(scratch);
      }
      return inflater.finished();
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }

  /**
   * Ensures that strips without compression have all their bytes. Otherwise the reader would fill a
   * short strip from what follows it.
   */
  private void requireAllBytes(int bits, int samples) throws UnusableImageException {
    long width = tags.number(TIFF.TAG_IMAGE_WIDTH, 0);
    long height = tags.number(TIFF.TAG_IMAGE_HEIGHT, 0);
    int planes = tags.number(TIFF.TAG_PLANAR_CONFIGURATION, 1) == 1 ? 1 : samples;
    long rowBytes = (width * bits * (samples / planes) + 7) / 8;
    long wanted = rowBytes * height * planes;
    require(
        Arrays.stream(lengths).sum() >= wanted,
        "it is truncated: its strips have fewer than %s bytes".formatted(wanted));
  }

  private static void require(boolean condition, String otherwise) throws UnusableImageException {
    if (!condition) {
      throw new UnusableImageException(otherwise);
    }
  }
}
