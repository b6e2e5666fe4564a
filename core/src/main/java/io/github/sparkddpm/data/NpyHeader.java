package io.github.sparkddpm.data;

import java.io.DataInput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The header of an array in NumPy's file format, versions 1.0 to 3.0: a Python dictionary of three
 * keys. See the <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">
 * format's reference</a>.
 *
 * @param type NumPy's name of the values' type ({@code descr}), such as {@code <f8}; of a
 *     structured type, Python's text of it
 * @param fortranOrder whether the first index runs fastest
 * @param shape the size of each axis
 */
public record NpyHeader(String type, boolean fortranOrder, List<Long> shape) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LAST_VERSION = 3;

  /** The longest header, as long as NumPy itself reads. */
  private static final int MAX_LENGTH = 10_000;

  /** The name of a type, without control characters because it is part of messages. */
  private static final Pattern TYPE =
      Pattern.compile("'descr':\\s*(?:'([^'\\p{C}]*)'|(\\[\\P{C}*?\\]))");

  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([\\d,\\s]*)\\)");

  /** Copies the list. */
  public NpyHeader {
    shape = List.copyOf(shape);
  }

  /**
   * Returns the number of values.
   *
   * @throws IOException if a Java array cannot hold as many
   */
  int values() throws IOException {
    try {
      return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    } catch (ArithmeticException e) {
      throw new IOException("is of shape %s, which is too large".formatted(shape), e);
    }
  }

  /** Reads the header, and nothing behind it. */
  static NpyHeader read(DataInput in) throws IOException {
    try {
      return parsed(text(in));
    } catch (EOFException e) {
      throw new IOException("ends within NumPy's header", e);
    }
  }

  private static String text(DataInput in) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    in.readFully(magic);
    int version = in.readUnsignedByte();
    in.readByte(); // The minor version: zero in all that there are.
    if (!Arrays.equals(magic, MAGIC) || version < 1 || version > LAST_VERSION) {
      throw new IOException("is no NumPy array of version 1.0 to 3.0");
    }
    long length =
        version == 1
            ? Short.toUnsignedLong(Short.reverseBytes(in.readShort()))
            : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    if (length > MAX_LENGTH) {
      throw new IOException(
          "has a header of %s bytes, expected at most %s".formatted(length, MAX_LENGTH));
    }
    byte[] header = new byte[(int) length];
    in.readFully(header);
    return new String(header, StandardCharsets.UTF_8);
  }

  private static NpyHeader parsed(String text) throws IOException {
    Matcher type = TYPE.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!type.find() || !order.find() || !shape.find()) {
      throw new IOException("has a header without descr, fortran_order or shape");
    }
    String name = type.group(1) != null ? type.group(1) : type.group(2);
    return new NpyHeader(name, order.group(1).equals("True"), sizes(shape.group(1)));
  }

  private static List<Long> sizes(String tuple) throws IOException {
    try {
      return Arrays.stream(tuple.split(","))
          .map(String::strip)
          .filter(size -> !size.isEmpty())
          .map(Long::valueOf)
          .collect(Collectors.toList());
    } catch (NumberFormatException e) {
      throw new IOException("has the shape (%s), which is too large".formatted(tuple), e);
    }
  }
}
