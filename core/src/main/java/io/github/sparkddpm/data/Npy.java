package io.github.sparkddpm.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * NumPy's file format for one array, version 1.0: a header, then the values in C order. Serves
 * arrays that are written piece by piece.
 *
 * @see NpyInput
 */
public final class Npy {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** The length of the magic and of the two bytes after it, which hold the header's length. */
  private static final int PREFIX = MAGIC.length + 2;

  private static final int ALIGNMENT = 64;

  private Npy() {}

  /**
   * Returns the bytes of a file before its values.
   *
   * @param type NumPy's name of it, such as {@code |u1} for unsigned bytes
   */
  public static byte[] header(String type, long... shape) {
    // A tuple of one needs its comma.
    String end = shape.length == 1 ? "," : "";
    String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }".formatted(type, sizes, end);
    int bytes = (PREFIX + text.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
    byte[] header = Arrays.copyOf(MAGIC, bytes);
    Arrays.fill(header, PREFIX, bytes, (byte) ' ');
    header[MAGIC.length] = (byte) (bytes - PREFIX);
    header[MAGIC.length + 1] = (byte) ((bytes - PREFIX) >> Byte.SIZE);
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, header, PREFIX, ascii.length);
    header[bytes - 1] = '\n';
    return header;
  }

  /**
   * Returns the offset of a file's first value.
   *
   * @throws IllegalArgumentException if the file does not begin as {@link #header} does
   */
  public static int offset(byte[] file) {
    if (file.length < PREFIX || Arrays.mismatch(file, MAGIC) < MAGIC.length) {
      throw new IllegalArgumentException("Not a NumPy file of version 1.0");
    }
    return PREFIX + (file[MAGIC.length] & 0xFF) + ((file[MAGIC.length + 1] & 0xFF) << Byte.SIZE);
  }
}
