package io.github.sparkddpm.spark.source.files;

import java.io.Closeable;
import java.io.IOException;

/** The finds in a folder, one after the other in any order, each once. */
interface Findings extends Closeable {

  /**
   * Returns the next file or folder; null after the last.
   *
   * @throws IllegalArgumentException if a folder cannot be read
   */
  Found next() throws IOException;

  @Override
  default void close() throws IOException {}
}
