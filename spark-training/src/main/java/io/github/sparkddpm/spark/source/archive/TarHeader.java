package io.github.sparkddpm.spark.source.archive;

import java.nio.charset.StandardCharsets;

/**
 * The fields of one header block of a tar: POSIX.1-2017, "ustar Interchange Format", and GNU's and
 * the older variants of it.
 */
final class TarHeader {

  static final int BLOCK = 512;

  private static final int NAME = 0;
  private static final int NAME_BYTES = 100;
  private static final int SIZE = 124;
  private static final int NUMBER_BYTES = 12;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_BYTES = 8;
  private static final int TYPE = 156;
  private static final int MAGIC = 257;
  private static final String POSIX = "ustar\0";
  private static final int PREFIX = 345;
  private static final int PREFIX_BYTES = 155;

  private final byte[] block;

  TarHeader(byte[] block) {
    this.block = block;
  }

  /** Returns whether bytes, at least a block of them, begin a tar as all but ancient ones do. */
  static boolean begins(byte[] head) {
    return head.length >= BLOCK && new TarHeader(head).isWhole();
  }

  static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the checksum is right: of bytes without a sign, or with it as some had it. */
  boolean isWhole() {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean inChecksum = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_BYTES;
      byte value = inChecksum ? (byte) ' ' : block[i];
      unsigned += value & 0xFF;
      signed += value;
    }
    long stated = number(CHECKSUM, CHECKSUM_BYTES);
    return stated == unsigned || stated == signed;
  }

  String name() {
    String name = text(NAME, NAME_BYTES);
    boolean posix =
        new String(block, MAGIC, POSIX.length(), StandardCharsets.ISO_8859_1).equals(POSIX);
    String prefix = posix ? text(PREFIX, PREFIX_BYTES) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** Returns the bytes that follow; negative if the field is no number. */
  long size() {
    return number(SIZE, NUMBER_BYTES);
  }

  char type() {
    return (char) (block[TYPE] & 0xFF);
  }

  /** Returns a flag of one byte. */
  boolean flag(int offset) {
    return block[offset] != 0;
  }

  /** Returns a number of 12 bytes; negative if there is none. */
  long number(int offset) {
    return number(offset, NUMBER_BYTES);
  }

  /** Octal digits among blanks and zeros, or, with the first bit set, binary. */
  private long number(int offset, int bytes) {
    return (block[offset] & 0x80) != 0 ? binary(offset, bytes) : octal(offset, bytes);
  }

  private long binary(int offset, int bytes) {
    long value = block[offset] & 0x7F;
    for (int i = 1; i < bytes; i++) {
      if (value >>> 55 != 0) {
        return -1;
      }
      value = (value << 8) | (block[offset + i] & 0xFF);
    }
    return value;
  }

  private long octal(int offset, int bytes) {
    String digits = new String(block, offset, bytes, StandardCharsets.ISO_8859_1);
    int end = digits.indexOf('\0');
    String number = (end < 0 ? digits : digits.substring(0, end)).strip();
    long value = 0;
    for (int i = 0; i < number.length(); i++) {
      int digit = number.charAt(i) - '0';
      if (digit < 0 || digit > 7) {
        return -1;
      }
      value = (value << 3) | digit; // At most 36 bits.
    }
    return value;
  }

  private String text(int offset, int bytes) {
    int end = offset;
    while (end < offset + bytes && block[end] != 0) {
      end++;
    }
    return new String(block, offset, end - offset, StandardCharsets.UTF_8);
  }
}
