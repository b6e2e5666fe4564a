package io.github.sparkddpm.spark.sample.files;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Consecutive ids without a gap.
 *
 * @param first the first id, 0 or more
 * @param count the number of ids, at least 1
 */
public record IdRange(long first, int count) implements Serializable {

  /** Returns the id after the last. */
  public long end() {
    return first + count;
  }

  /** Returns the common part of the names of these images' files. */
  public String name() {
    return String.format(Locale.ROOT, "%08d-%08d", first, end() - 1);
  }

  public boolean holds(long id) {
    return id >= first && id < end();
  }

  /** Returns the ids that are in both ranges. */
  Optional<IdRange> intersection(IdRange other) {
    long from = Math.max(first, other.first);
    long to = Math.min(end(), other.end());
    return from < to ? Optional.of(new IdRange(from, (int) (to - from))) : Optional.empty();
  }

  boolean intersects(IdRange other) {
    return first < other.end() && other.first < end();
  }

  /** Cuts the ids into ranges of a size; the last may be smaller. */
  public List<IdRange> cut(int size) {
    List<IdRange> pieces = new ArrayList<>();
    for (long from = first; from < end(); from += size) {
      pieces.add(new IdRange(from, (int) Math.min(size, end() - from)));
    }
    return pieces;
  }

  public long[] ids() {
    return LongStream.range(first, end()).toArray();
  }
}
