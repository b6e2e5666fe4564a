package io.github.sparkddpm.spark.train.dl4j;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * One worker's part of one step's batch: what DL4J hands out to executors, as a path.
 *
 * @param step the zero-based global step
 * @param rank whose part
 */
record BatchPart(long step, int rank) implements Serializable, Comparable<BatchPart> {

  private static final Comparator<BatchPart> ORDER =
      Comparator.comparingLong(BatchPart::step).thenComparingInt(BatchPart::rank);

  /** DL4J asks Hadoop for the path's file system, but nothing is ever read from there. */
  private static final String ROOT = "file:///batches/";

  String toPath() {
    return ROOT + step + "/" + rank;
  }

  static BatchPart ofPath(String path) {
    Path names = Path.of(URI.create(path));
    return new BatchPart(
        Long.parseLong(names.getName(1).toString()), Integer.parseInt(names.getName(2).toString()));
  }

  @Override
  public int compareTo(BatchPart other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "step %d of worker %d".formatted(step, rank);
  }
}
