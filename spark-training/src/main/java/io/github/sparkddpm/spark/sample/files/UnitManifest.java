package io.github.sparkddpm.spark.sample.files;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.sparkddpm.checkpoint.Sha256;
import java.io.Serializable;

/**
 * A unit that is there, whole.
 *
 * @param first id of its first image
 * @param count its number of images
 * @param bytes length of its files together
 * @param pixelsSha256 digest of its pixels, [N,C,H,W] unsigned bytes, whatever they are written as
 */
@JsonPropertyOrder("pixels-sha256")
public record UnitManifest(
    long first, int count, long bytes, @JsonProperty("pixels-sha256") String pixelsSha256)
    implements Serializable {

  public UnitManifest {
    if (first < 0
        || count < 1
        || first > Long.MAX_VALUE - count
        // A picture of a pixel has more, so that no count is larger than its files can have.
        || bytes < count
        || pixelsSha256 == null
        || !Sha256.isHex(pixelsSha256)) {
      throw new IllegalArgumentException(
          "it has %s images from id %s in %s bytes".formatted(count, first, bytes));
    }
  }

  public IdRange ids() {
    return new IdRange(first, count);
  }
}
