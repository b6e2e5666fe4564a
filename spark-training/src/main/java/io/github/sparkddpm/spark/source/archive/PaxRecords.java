package io.github.sparkddpm.spark.source.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The records of a pax header ("length key=value"), which state what does not fit into a plain one:
 * long names, large sizes, and where a file has holes.
 */
final class PaxRecords {

  private static final String PATH = "path";
  private static final String SIZE = "size";
  private static final String SPARSE_OFFSET = "GNU.sparse.offset";
  private static final String SPARSE_BYTES = "GNU.sparse.numbytes";

  private final Map<String, String> values = new HashMap<>();
  private final List<Long> sparseMap = new ArrayList<>();

  /**
   * Takes in a header.
   *
   * @return whether it is well-formed
   */
  boolean add(byte[] header) {
    int at = 0;
    while (at < header.length && header[at] != 0) {
      int blank = indexOf(header, ' ', at, header.length);
      long length = blank < 0 ? -1 : number(text(header, at, blank));
      int equals = blank < 0 ? -1 : indexOf(header, '=', blank, header.length);
      if (length <= 0 || length > header.length - at || equals < 0 || equals >= at + length) {
        return false;
      }
      int end = at + (int) length;
      put(text(header, blank + 1, equals), text(header, equals + 1, end - 1));
      at = end;
    }
    return true;
  }

  private void put(String key, String value) {
    if (key.equals(SPARSE_OFFSET) || key.equals(SPARSE_BYTES)) {
      sparseMap.add(number(value));
    } else {
      values.put(key, value);
    }
  }

  /** Returns the member's name; null if the records have none. */
  String path() {
    return values.getOrDefault("GNU.sparse.name", values.get(PATH));
  }

  /** Returns the member's size, negative if it is no number; otherwise what the header says. */
  long size(long header) {
    return values.containsKey(SIZE) ? number(values.get(SIZE)) : header;
  }

  /** Returns whether the member's bytes begin with the map of its holes. */
  boolean hasSparseMapInBytes() {
    return "1".equals(values.get("GNU.sparse.major"));
  }

  /** Returns the size with holes; negative if the member has none. */
  long sparseSize() {
    String size = values.getOrDefault("GNU.sparse.realsize", values.get("GNU.sparse.size"));
    return size == null ? -1 : number(size);
  }

  /** Returns offsets and lengths of what is not a hole, in turns. */
  List<Long> sparseMap() {
    String map = values.get("GNU.sparse.map");
    if (map == null) {
      return sparseMap;
    }
    List<Long> numbers = new ArrayList<>();
    for (String number : map.split(",", -1)) {
      numbers.add(number(number));
    }
    return numbers;
  }

  /** Returns a number of digits; -1 if the text is none, or one of more than 18 digits. */
  static long number(String digits) {
    if (digits.isEmpty() || digits.length() > 18) {
      return -1;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return -1;
      }
    }
    return Long.parseLong(digits);
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, Math.max(0, to - from), StandardCharsets.UTF_8);
  }
}
