package io.github.sparkddpm.data;

import java.util.Arrays;
import java.util.Optional;

/** The content of an IDX file of unsigned bytes, told by the magic number at its start. */
public enum IdxContent {
  /** Images: dimensions [count, height, width] when grey. */
  IMAGES(0x00000803, "images"),
  /** Class labels 0..255: dimension [count]. */
  LABELS(0x00000801, "labels");

  private final int magic;
  private final String plural;

  IdxContent(int magic, String plural) {
    this.magic = magic;
    this.plural = plural;
  }

  int magic() {
    return magic;
  }

  /** Returns the plural name for error messages, such as "images". */
  public String plural() {
    return plural;
  }

  static Optional<IdxContent> of(int magic) {
    return Arrays.stream(values()).filter(content -> content.magic == magic).findAny();
  }
}
