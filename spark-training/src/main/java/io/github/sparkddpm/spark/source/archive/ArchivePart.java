package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.storage.Printable;
import java.io.Serializable;

/**
 * A run of consecutive images of an archive, which one task reads.
 *
 * @param position where it begins: the byte in a tar, the number of the image in a zip
 * @param count the number of its images
 */
record ArchivePart(long position, int count) implements Serializable {

  /** The bytes of an archive above which another part begins. */
  static final long BYTES = 64L << 20;

  /** Returns the error for an archive that is not what it was when it was listed. */
  static IllegalArgumentException changed(String what) {
    return new IllegalArgumentException(
        "%s is not as it was when its archive was listed: the source changed meanwhile; prepare again"
            .formatted(Printable.of(what)));
  }
}
