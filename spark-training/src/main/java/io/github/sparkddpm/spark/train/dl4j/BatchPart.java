package io.github.sparkddpm.spark.train.dl4j;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;

/**
 * One worker's part of one step's batch: what DL4J hands out to executors, as a path.
 *
 * @param attempt which attempt at the step: a late task of one before must not be taken for this
 *     one's
 * @param step the zero-based global step
 * @param rank whose part
 */
record BatchPart(int attempt, long step, int rank) implements Serializable {

  /** Attempt and rank travel as one number below 2^24, which a float holds exactly. */
  private static final int LIMIT = 4096;

  /** DL4J asks Hadoop for the path's file system, but nothing is ever read from there. */
  private static final String ROOT = "file:///batches/";

  BatchPart {
    if (attempt < 0 || attempt >= LIMIT || rank < 0 || rank >= LIMIT) {
      throw new IllegalArgumentException(
          "Attempt %s of worker %s: DL4J's ways have fewer than %s attempts and workers"
              .formatted(attempt, rank, LIMIT));
    }
  }

  /** What travels with the images beside the step. */
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

  /** With the step counted from 1, as everywhere in the log. */
  @Override
  public String toString() {
    return "step %s of worker %s".formatted(step + 1, rank);
  }
}
