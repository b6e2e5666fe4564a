package io.github.sparkddpm.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Reads the binary version of CIFAR-10: records of a label, 0 to 9, and 1024 bytes each of red,
 * green and blue, in rows. The stream stays the caller's to close.
 */
public final class CifarReader {

  /** The shape of every image. */
  public static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  /** Bytes of an image and its label. */
  public static final int RECORD_BYTES = 1 + SHAPE.size();

  private static final int CLASSES = 10;

  private final InputStream in;
  private final String name;
  private long next;

  /**
   * Reads from where the stream is, the begin of a record.
   *
   * @param name what errors call the file: its path
   * @param first the index in the file of the record that comes first
   */
  public CifarReader(InputStream in, String name, long first) {
    this.in = in;
    this.name = name;
    this.next = first;
  }

  /**
   * Returns the next image; its id is its index in the file.
   *
   * @throws IllegalArgumentException if the file ends before it, or its label is no class
   */
  public LabelledImage next() throws IOException {
    byte[] bytes = in.readNBytes(RECORD_BYTES);
    if (bytes.length < RECORD_BYTES) {
      throw bad("it ends inside record %s".formatted(next));
    }
    int label = bytes[0] & 0xFF;
    if (label >= CLASSES) {
      throw bad("record %s has label %s, expected 0 to 9".formatted(next, label));
    }
    return new LabelledImage(
        next++, OptionalInt.of(label), Arrays.copyOfRange(bytes, 1, RECORD_BYTES));
  }

  private IllegalArgumentException bad(String found) {
    return new IllegalArgumentException(
        "Bad CIFAR-10 file %s: %s; fetch the file again".formatted(name, found));
  }
}
