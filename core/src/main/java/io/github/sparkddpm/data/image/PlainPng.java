package io.github.sparkddpm.data.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PNG file of which every reader makes the same pixels: grey or colours of 8 bits, opaque,
 * without a palette, a profile or EXIF.
 *
 * @param width as its header says
 * @param height as its header says
 */
record PlainPng(int width, int height) {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final int HEADER = number("IHDR");
  private static final int END = number("IEND");

  /** The chunks that change the pixels, or how they are seen. */
  private static final Set<Integer> CHANGING =
      Stream.of("PLTE", "tRNS", "iCCP", "cICP", "eXIf", "acTL")
          .map(PlainPng::number)
          .collect(Collectors.toUnmodifiableSet());

  /** Bytes of a chunk beside its content: its length, its name and its checksum. */
  private static final int CHUNK = 12;

  private static final int HEADER_END = 33;
  private static final int GREY = 0;
  private static final int COLOR = 2;

  /** Returns what a file says of itself; null if it is no such file. */
  static PlainPng of(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    if (file.length < HEADER_END
        || !bytes.slice(0, SIGNATURE.length).equals(ByteBuffer.wrap(SIGNATURE))
        || bytes.getInt(12) != HEADER
        || !hasPlainSamples(file)
        || !hasPlainChunks(bytes)) {
      return null;
    }
    PlainPng png = new PlainPng(bytes.getInt(16), bytes.getInt(20));
    return png.width > 0 && png.height > 0 ? png : null;
  }

  private static boolean hasPlainSamples(byte[] file) {
    boolean interlaced = file[28] != 0;
    return file[24] == Byte.SIZE && (file[25] == GREY || file[25] == COLOR) && !interlaced;
  }

  private static boolean hasPlainChunks(ByteBuffer file) {
    for (long at = SIGNATURE.length; at + CHUNK <= file.limit(); ) {
      int name = file.getInt((int) at + 4);
      if (name == END || CHANGING.contains(name)) {
        return name == END;
      }
      at += CHUNK + Integer.toUnsignedLong(file.getInt((int) at));
    }
    return false;
  }

  private static int number(String name) {
    return ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).getInt();
  }
}
