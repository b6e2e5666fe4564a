package io.github.sparkddpm.spark.source.archive;

/**
 * A member of a tar.
 *
 * @param name its whole name
 * @param type the character of its type
 * @param bytes that the tar holds of it
 * @param start the byte of the tar at which its first header begins
 * @param sparse the map of a file with holes; null if it has none
 */
record TarMember(MemberName name, char type, long bytes, long start, TarSparse sparse) {

  private static final char DIRECTORY = '5';
  private static final String WITHOUT_BYTES = "123456";

  /** Returns whether members of a type have no bytes, whatever size their headers state. */
  static boolean isWithoutBytes(char type) {
    return WITHOUT_BYTES.indexOf(type) >= 0;
  }

  boolean isFile() {
    return switch (type) {
      case '0', '\0', '7', 'S' -> !isFolder();
      default -> false;
    };
  }

  /** Returns whether it is a link to another member. */
  boolean isLink() {
    return type == '1' || type == '2';
  }

  /** Returns whether it is a folder; in the oldest tars a slash at the end says so. */
  boolean isFolder() {
    return type == DIRECTORY || name.path().isEmpty() || name.path().endsWith("/");
  }

  /** Returns the size of the file, with its holes. */
  long size() {
    return sparse == null ? bytes : sparse.size();
  }
}
