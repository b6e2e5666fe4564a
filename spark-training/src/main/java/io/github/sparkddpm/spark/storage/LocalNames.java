package io.github.sparkddpm.spark.storage;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The names of local files, which Java turns into bytes by the locale of its process. In the locale
 * C, which containers and cron have, every letter beyond ASCII becomes a question mark.
 */
public final class LocalNames {

  private static final String REMEDY = "set LC_ALL=C.UTF-8 in its environment";

  private LocalNames() {}

  /** Returns whether this process can name every file. */
  public static boolean areUnicode() {
    return charset().equals(StandardCharsets.UTF_8);
  }

  /** Returns the encoding of file names in this process. */
  public static Charset charset() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  /**
   * Ensures that this process can name a file, which another process may have told it.
   *
   * @throws IOException if some letter of its path would be another one
   */
  public static void requireNameable(File file) throws IOException {
    requireNameable(file.getPath(), charset());
  }

  static void requireNameable(String path, Charset charset) throws IOException {
    if (!charset.newEncoder().canEncode(path)) {
      throw new IOException(
          "This process has file names in %s, which lacks letters of %s: %s (of an executor, by --spark-conf spark.executorEnv.LC_ALL=C.UTF-8)"
              .formatted(charset, path, REMEDY));
    }
  }
}
