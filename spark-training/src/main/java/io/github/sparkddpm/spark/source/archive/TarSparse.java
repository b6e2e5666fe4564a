package io.github.sparkddpm.spark.source.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The map of a file with holes, in GNU's forms.
 *
 * @param map offset and length of each piece that is in the tar, in turns
 * @param inBytes whether the map is at the beginning of the member's bytes instead
 * @param size of the file with its holes
 */
record TarSparse(List<Long> map, boolean inBytes, long size) {

  private static final int MAP = 386;
  private static final int PIECES = 4;
  private static final int EXTENDED = 482;
  private static final int SIZE = 483;
  private static final int MORE_PIECES = 21;
  private static final int MORE_EXTENDED = 504;
  private static final int NUMBER = 12;
  private static final int MOST_NUMBERS = 1 << 16;

  /** Reads the blocks that follow a header. */
  interface Blocks {
    byte[] next() throws IOException;
  }

  TarSparse {
    map = List.copyOf(map);
  }

  /** Returns the map of an old header, which goes on in blocks after it. */
  static TarSparse of(TarHeader header, Blocks more) throws IOException {
    List<Long> map = new ArrayList<>();
    pieces(header, MAP, PIECES, map);
    boolean extended = header.flag(EXTENDED);
    while (extended && map.size() < MOST_NUMBERS) {
      TarHeader next = new TarHeader(more.next());
      pieces(next, 0, MORE_PIECES, map);
      extended = next.flag(MORE_EXTENDED);
    }
    return new TarSparse(map, false, header.number(SIZE));
  }

  private static void pieces(TarHeader header, int offset, int pieces, List<Long> map) {
    for (int i = 0; i < 2 * pieces; i += 2) {
      long length = header.number(offset + NUMBER * (i + 1));
      if (length != 0) {
        map.add(header.number(offset + NUMBER * i));
        map.add(length);
      }
    }
  }

  /**
   * Returns the whole file.
   *
   * @param stored the member's bytes in the tar
   * @return null if the map does not fit them
   */
  byte[] whole(byte[] stored) {
    List<Long> pieces = new ArrayList<>(map);
    int at = inBytes ? readMap(stored, pieces) : 0;
    if (at < 0 || pieces.size() % 2 != 0) {
      return null;
    }
    byte[] file = new byte[(int) size];
    for (int i = 0; i < pieces.size(); i += 2) {
      long offset = pieces.get(i);
      long length = pieces.get(i + 1);
      if (offset < 0 || length < 0 || length > size - offset || length > stored.length - at) {
        return null;
      }
      System.arraycopy(stored, at, file, (int) offset, (int) length);
      at += (int) length;
    }
    return file;
  }

  /** Reads lines with the number of pieces and the pieces; returns where their blocks end. */
  private static int readMap(byte[] stored, List<Long> pieces) {
    int at = 0;
    long numbers = 1;
    for (long i = 0; i < numbers; i++) {
      StringBuilder line = new StringBuilder();
      while (at < stored.length && stored[at] != '\n' && line.length() < 20) {
        line.append((char) stored[at++]);
      }
      long number = PaxRecords.number(line.toString());
      at++;
      if (number < 0 || (i == 0 && number > MOST_NUMBERS)) {
        return -1;
      }
      if (i == 0) {
        numbers += 2 * number;
      } else {
        pieces.add(number);
      }
    }
    return Math.min(stored.length, (at + TarHeader.BLOCK - 1) / TarHeader.BLOCK * TarHeader.BLOCK);
  }
}
