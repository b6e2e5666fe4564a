package io.github.sparkddpm.spark.source.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** A run of consecutive entries of a source; travels to the executor that reads it. */
public interface SourceSplit extends Serializable {

  /** Returns the index in the source of the split's first entry. */
  int firstIndex();

  /** Returns the number of the split's entries, at least 1. */
  int count();

  /**
   * Opens the split.
   *
   * @throws IllegalArgumentException if the file is gone or damaged
   */
  Entries open(Configuration hadoop) throws IOException;

  /** The entries in their order. */
  interface Entries extends Closeable {

    /**
     * Returns the next entry; called at most {@link #count} times.
     *
     * @throws IllegalArgumentException if the container is damaged; damage of one image is found
     *     when it is decoded
     */
    SourceEntry next() throws IOException;

    @Override
    default void close() throws IOException {}
  }
}
