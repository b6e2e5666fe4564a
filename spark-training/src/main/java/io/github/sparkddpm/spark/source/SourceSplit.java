package io.github.sparkddpm.spark.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** A run of consecutive entries of a source; travels to the executor that reads it. */
public interface SourceSplit extends Serializable {

  /** The index in the source of its first entry. */
  int firstIndex();

  /** The number of its entries, at least 1. */
  int count();

  /**
   * Opens it.
   *
   * @throws IllegalArgumentException if the file is gone or damaged
   */
  Entries open(Configuration hadoop) throws IOException;

  /** The entries in their order. */
  interface Entries extends Closeable {

    /**
     * The next one; called at most {@link #count} times.
     *
     * @throws IllegalArgumentException if the container is damaged; damage of one image is found
     *     when it is decoded
     */
    SourceEntry next() throws IOException;

    @Override
    default void close() throws IOException {}
  }
}
