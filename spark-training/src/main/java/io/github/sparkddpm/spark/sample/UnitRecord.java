package io.github.sparkddpm.spark.sample;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A unit that is there, whole.
 *
 * @param first id of its first image
 * @param count its number of images
 * @param bytes length of its files together
 * @param pixelsSha256 digest of its pixels, [N,C,H,W] unsigned bytes, whatever they are written as
 */
record UnitRecord(
    long first, int count, long bytes, @JsonProperty("pixels-sha256") String pixelsSha256) {

  IdRange ids() {
    return new IdRange(first, count);
  }
}
