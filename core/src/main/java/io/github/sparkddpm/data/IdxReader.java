package io.github.sparkddpm.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads the IDX files in which MNIST and its kin are published, item by item, plain or gzipped.
 *
 * <p>The format: a big-endian magic number (two zero bytes, the type 0x08 for unsigned bytes, the
 * number of dimensions), every dimension as a big-endian 32-bit integer, then the bytes. Images
 * have three dimensions when grey and, as an extension, four when in colour: the last is 3, for the
 * red, green and blue of a pixel. Whether the file is gzipped is told by its content, not its name.
 *
 * <p>A file that breaks the format is an {@link IllegalArgumentException} that names it; {@link
 * IOException} is left to the storage. The stream stays the caller's to close.
 */
public final class IdxReader {

  /** Beyond this many pixels a side, a header is taken for damaged. */
  private static final int MAX_SIDE = 8192;

  /**
   * The size above which an image is refused, as for image files. A task holds a whole image in
   * memory, and a gzipped one may be a bomb.
   */
  private static final int MAX_IMAGE_BYTES = 128 << 20;

  private static final int GZIP_MAGIC = 0x1F8B;

  /** Deflate makes at most 258 bytes of two bits. */
  private static final long MOST_FROM_A_GZIPPED_BYTE = 258 * 8 / 2;

  private static final int COLOUR_IMAGES_MAGIC = 0x00000804;

  /** Signed bytes; 16 bits have 0x0B. */
  private static final int FIRST_OTHER_TYPE = 0x09;

  /** Doubles. */
  private static final int LAST_OTHER_TYPE = 0x0E;

  private final InputStream in;
  private final String name;
  private final IdxContent content;
  private final boolean gzipped;
  private final int count;
  private final ImageShape shape;
  private int headerBytes;
  private int next;

  /**
   * Reads the header.
   *
   * @param in the file from its first byte; the caller closes it
   * @param name what errors call the file: its path
   * @throws IllegalArgumentException if the file is not IDX of that content
   */
  public IdxReader(InputStream in, String name, IdxContent content) throws IOException {
    this.name = name;
    this.content = content;
    BufferedInputStream raw = new BufferedInputStream(in, 1 << 16);
    this.gzipped = isGzipped(raw);
    this.in = gzipped ? decompressed(raw) : raw;
    int magic = readInt();
    boolean colour = content == IdxContent.IMAGES && magic == COLOUR_IMAGES_MAGIC;
    if (!colour) {
      checkMagic(magic);
    }
    this.count = dimension("number of " + content.plural(), Integer.MAX_VALUE);
    this.shape = content == IdxContent.IMAGES ? imageShape(colour) : new ImageShape(1, 1, 1);
  }

  /**
   * Returns whether a file that begins with these bytes may be an IDX file: two zero bytes and the
   * type, or gzip.
   */
  public static boolean begins(byte[] head) {
    return head.length >= 3
        && (ByteBuffer.wrap(head).getShort() == (short) GZIP_MAGIC
            || (head[0] == 0 && head[1] == 0 && head[2] == 0x08));
  }

  /** The number of items the header declares, at least 1. */
  public int count() {
    return count;
  }

  /** The shape of an image; a label counts as a single pixel. */
  public ImageShape shape() {
    return shape;
  }

  /**
   * The next item: an image's C*H*W bytes, channel by channel in rows, or a label's byte.
   *
   * @throws IllegalArgumentException if the file ends before it
   */
  public byte[] next() throws IOException {
    byte[] item = read(shape.size());
    if (item.length < shape.size()) {
      throw truncated("after %s of %s %s".formatted(next, count, content.plural()));
    }
    next++;
    return shape.channels() == 1 ? item : planes(item);
  }

  /**
   * Compares the header with the length of the file, before anything is made of its count.
   *
   * @param fileBytes the length as it is stored
   * @throws IllegalArgumentException if it cannot hold the items, or holds more
   */
  public void requireLength(long fileBytes) {
    long itemBytes = Math.multiplyExact((long) count, shape.size());
    if (gzipped) {
      if (itemBytes / MOST_FROM_A_GZIPPED_BYTE > fileBytes) {
        throw bad(
            "its header declares %s %s of %s bytes, more than %s gzipped bytes can hold"
                .formatted(count, content.plural(), shape.size(), fileBytes),
            "the header or the file is damaged; fetch the file again");
      }
      return;
    }
    long found = fileBytes - headerBytes;
    if (found < itemBytes) {
      throw truncated("after %s of %s %s".formatted(found / shape.size(), count, content.plural()));
    }
    if (found > itemBytes) {
      throw tooLong();
    }
  }

  /** Passes over items. */
  public void skip(int items) throws IOException {
    for (int i = 0; i < items; i++) {
      next();
    }
  }

  /**
   * Checks that the file ends here; must be called after the last item.
   *
   * @throws IllegalArgumentException if bytes follow
   */
  public void requireEnd() throws IOException {
    if (read(1).length > 0) {
      throw tooLong();
    }
  }

  String name() {
    return name;
  }

  private static boolean isGzipped(BufferedInputStream raw) throws IOException {
    raw.mark(2);
    byte[] head = raw.readNBytes(2);
    raw.reset();
    return head.length == 2 && ByteBuffer.wrap(head).getShort() == (short) GZIP_MAGIC;
  }

  private InputStream decompressed(InputStream raw) throws IOException {
    try {
      return new GZIPInputStream(raw, 1 << 16);
    } catch (EOFException | ZipException e) {
      throw badGzip(e);
    }
  }

  private ImageShape imageShape(boolean colour) throws IOException {
    int height = dimension("height", MAX_SIDE);
    int width = dimension("width", MAX_SIDE);
    if (colour) {
      requireThreeChannels(readInt());
    }
    ImageShape found = new ImageShape(colour ? 3 : 1, height, width);
    if (found.size() > MAX_IMAGE_BYTES) {
      throw bad(
          "its images of %s bytes are larger than the %s that are read"
              .formatted(found.size(), MAX_IMAGE_BYTES),
          "the header is damaged; fetch the file again");
    }
    return found;
  }

  private void requireThreeChannels(int found) {
    if (found != 3) {
      throw bad(
          "its fourth dimension is %s, not 3 for red, green and blue".formatted(found),
          "write colour images as [count, height, width, 3]");
    }
  }

  /** Converts pixel after pixel, as in the file, to channel after channel. */
  private byte[] planes(byte[] pixels) {
    int channels = shape.channels();
    int plane = shape.height() * shape.width();
    byte[] planes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      planes[i % channels * plane + i / channels] = pixels[i];
    }
    return planes;
  }

  private void checkMagic(int magic) {
    if (magic != content.magic()) {
      requireBytes(magic);
      String found = IdxContent.of(magic).map(other -> " (IDX " + other.plural() + ")").orElse("");
      throw bad(
          String.format(
              Locale.ROOT,
              "magic number 0x%08X%s, expected 0x%08X (IDX %s)",
              magic,
              found,
              content.magic(),
              content.plural()),
          "name the MNIST-style file of " + content.plural());
    }
  }

  /** Refuses the other types of IDX, whose numbers have no range that means black to white. */
  private void requireBytes(int magic) {
    int type = magic >>> 8;
    if (type >= FIRST_OTHER_TYPE && type <= LAST_OTHER_TYPE) {
      throw bad(
          String.format(Locale.ROOT, "its numbers are of type 0x%02X, expected 0x08", type),
          "scale them to 0..255 and write them as unsigned bytes");
    }
  }

  private int dimension(String what, int max) throws IOException {
    long value = Integer.toUnsignedLong(readInt());
    if (value < 1 || value > max) {
      throw bad(
          "%s %s in its header, expected 1..%s".formatted(what, value, max),
          "the header is damaged; fetch the file again");
    }
    return (int) value;
  }

  private int readInt() throws IOException {
    byte[] bytes = read(Integer.BYTES);
    if (bytes.length < Integer.BYTES) {
      throw truncated("inside its header");
    }
    headerBytes += Integer.BYTES;
    return ByteBuffer.wrap(bytes).getInt();
  }

  private byte[] read(int bytes) throws IOException {
    try {
      return in.readNBytes(bytes);
    } catch (EOFException | ZipException e) {
      throw badGzip(e);
    }
  }

  private IllegalArgumentException truncated(String where) {
    return bad("truncated: it ends " + where, "fetch the file again");
  }

  private IllegalArgumentException tooLong() {
    return bad(
        "bytes follow the %s %s that its header declares".formatted(count, content.plural()),
        "the header or the file is damaged; fetch the file again");
  }

  private IllegalArgumentException badGzip(IOException cause) {
    IllegalArgumentException bad =
        bad(
            "its gzip stream is truncated or damaged after %s %s (%s)"
                .formatted(next, content.plural(), cause.getMessage()),
            "fetch the file again");
    bad.initCause(cause);
    return bad;
  }

  private IllegalArgumentException bad(String found, String remedy) {
    return new IllegalArgumentException(
        "Bad IDX file of %s %s: %s; %s".formatted(content.plural(), name, found, remedy));
  }
}
