package io.github.sparkddpm.spark.prepare;

import java.io.Serializable;

/**
 * An entry of the source after decoding: no record, for its bytes are neither copied nor compared.
 */
final class PreparedImage implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int index;
  private final int label;
  private final byte[] digest;
  private final byte[] pixels;
  private final Quarantined quarantined;

  /**
   * Creates an image.
   *
   * @param index of the entry in the source
   * @param digest SHA-256 of what the source has of it
   * @param pixels C*H*W unsigned bytes; null if quarantined or not asked for
   * @param quarantined null if the image can be used
   */
  PreparedImage(int index, int label, byte[] digest, byte[] pixels, Quarantined quarantined) {
    this.index = index;
    this.label = label;
    this.digest = digest;
    this.pixels = pixels;
    this.quarantined = quarantined;
  }

  int index() {
    return index;
  }

  int label() {
    return label;
  }

  byte[] digest() {
    return digest;
  }

  byte[] pixels() {
    return pixels;
  }

  Quarantined quarantined() {
    return quarantined;
  }
}
