package io.github.sparkddpm.spark.train.dl4j;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;

/**
 * One worker's part of one step's batch, which DL4J hands out to executors as a path.
 *
 * @param attempt which attempt at the step: tells apart a late task of an earlier attempt
 * @param step the zero-based global step
 * @param rank whose part
 */
record BatchPart(int attempt, long step, int rank) implements Serializable {

  /**
   * The bound of attempts and ranks. Both travel as one number below 2^24, which a float holds
   * exactly.
   */
  private static final int LIMIT = 4096;

  /**
   * The parent of all paths. DL4J asks Hadoop for the path's file system, but nothing is ever read
   * from there.
   */
  private static final String ROOT = "file:///batches/";

  BatchPart {
    if (attempt < 0 || attempt >= LIMIT || rank < 0 || rank >= LIMIT) {
      throw new IllegalArgumentException(
          "Attempt %s of worker %s: DL4J's ways have fewer than %s attempts and workers"
              .formatted(attempt, rank, LIMIT));
    }
  }

  /** Returns attempt and rank as one number, which travels with the images beside the step. */
  int key() {
    return attempt * LIMIT + rank;
  }

  static BatchPart ofKey(long step, int key) {
    return new BatchPart(key / LIMIT, step, key % LIMIT);
  }

  String toPath() {
    return ROOT + attempt + "/" + step + "/" + rank;
  }

  static BatchPart ofPath(String path) {
    Path names = Path.of(URI.create(path));
    return new BatchPart(
        Integer.parseInt(names.getName(1).toString()),
        Long.parseLong(names.getName(2).toString()),
        Integer.parseInt(names.getName(3).toString()));
  }

  /** Returns the part in words, with the step counted from 1, as everywhere in the log. */
  @Override
  public String toString() {
    return "step %s of worker %s".formatted(step + 1, rank);
  }
}
