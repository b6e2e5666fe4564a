package io.github.sparkddpm.data;

import java.util.OptionalInt;

/** An example of a source. It is no record, because its pixels are neither copied nor compared. */
public final class LabelledImage {

  private final long id;
  private final OptionalInt label;
  private final byte[] pixels;

  /**
   * Creates an image.
   *
   * @param id the example's index in its source, from 0
   * @param label its class, 0 or more; empty in a source without labels
   * @param pixels C*H*W unsigned bytes, not copied
   */
  public LabelledImage(long id, OptionalInt label, byte[] pixels) {
    this.id = id;
    this.label = label;
    this.pixels = pixels;
  }

  public long id() {
    return id;
  }

  public OptionalInt label() {
    return label;
  }

  /** Returns the example's own array, not a copy. */
  public byte[] pixels() {
    return pixels;
  }
}
