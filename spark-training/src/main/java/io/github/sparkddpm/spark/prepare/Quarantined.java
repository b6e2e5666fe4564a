package io.github.sparkddpm.spark.prepare;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.Serializable;

/**
 * An image that cannot be used.
 *
 * @param index of the entry in the source
 * @param source the image's path below the source's, or its place in the source's file
 * @param reason why, as a sentence about "it"
 */
@JsonPropertyOrder({"source", "reason"})
record Quarantined(@JsonIgnore int index, String source, String reason) implements Serializable {

  @Override
  public String toString() {
    return Printable.of(source + ": " + reason);
  }
}
