package io.github.sparkddpm.data;

import java.io.Serializable;

/**
 * Images with consecutive ids.
 *
 * @param firstId the first one's id, 0 or more
 * @param count the number of images, at least 1
 */
public record ImageRange(long firstId, long count) implements Serializable {

  public ImageRange {
    if (firstId < 0 || count < 1) {
      throw new IllegalArgumentException(
          "A range of images needs a first id of at least 0 and at least 1 image, got %s and %s"
              .formatted(firstId, count));
    }
  }

  /** Returns the id after the last one. */
  public long endId() {
    return firstId + count;
  }

  /** Returns whether an id lies in the range. */
  public boolean holds(long id) {
    return id >= firstId && id < endId();
  }
}
