package io.github.sparkddpm.spark.sample.files;

import java.io.Serializable;
import java.util.List;

/**
 * The images that one task draws.
 *
 * @param units each written as a whole before the next is begun
 */
public record TaskShare(List<IdRange> units) implements Serializable {

  public TaskShare {
    units = List.copyOf(units);
  }
}
