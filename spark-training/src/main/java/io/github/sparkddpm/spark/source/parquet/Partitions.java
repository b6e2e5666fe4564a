package io.github.sparkddpm.spark.source.parquet;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;

/** The columns that folders name, as in {@code label=cat/part-0.parquet}. */
final class Partitions {

  private Partitions() {}

  /**
   * Returns the value of a column as the innermost folder of a file has it; empty if none has.
   *
   * @param file its path below the source's
   */
  static Optional<String> value(String file, String column) {
    String[] parts = file.split("/", -1);
    for (int i = parts.length - 2; i >= 0; i--) {
      int equals = parts[i].indexOf('=');
      if (equals > 0 && unescaped(parts[i].substring(0, equals)).equals(column)) {
        return Optional.of(unescaped(parts[i].substring(equals + 1)));
      }
    }
    return Optional.empty();
  }

  /** Returns whether a value stands for null. */
  static boolean isNull(String value) {
    return value.equals(ExternalCatalogUtils.DEFAULT_PARTITION_NAME());
  }

  /** Decodes escapes such as %20, which Spark writes, and pyarrow for every letter beyond ASCII. */
  private static String unescaped(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) { // The % is a plain character, not an escape.
      return text;
    }
  }
}
