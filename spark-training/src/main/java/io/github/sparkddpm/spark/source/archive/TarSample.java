package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.SourceEntry;
import java.util.OptionalInt;

/**
 * One image of a tar, with what of the members of its key is asked for: no record, for its bytes
 * are neither copied nor compared.
 */
final class TarSample {

  private final TarMember image;
  private final long start;
  private final LabelText label;
  private final byte[] bytes;
  private final String problem;

  /**
   * Creates a sample.
   *
   * @param start where the first member of its key begins
   * @param bytes of the image; null if they are not read
   * @param problem the reason why the image cannot be read; null if it can
   */
  TarSample(TarMember image, long start, LabelText label, byte[] bytes, String problem) {
    this.image = image;
    this.start = start;
    this.label = label;
    this.bytes = bytes;
    this.problem = problem == null ? label.problem() : problem;
  }

  long start() {
    return start;
  }

  LabelText label() {
    return label;
  }

  /**
   * Returns the image as an entry.
   *
   * @param shard the name of the tar
   */
  SourceEntry entry(String shard, ArchiveClasses classes) {
    String name = shard + "/" + image.name().path();
    OptionalInt number = classes.of(label.text(), name);
    return problem == null
        ? SourceEntry.file(name, number, bytes)
        : SourceEntry.unreadable(name, number, problem);
  }
}
