package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.data.image.UnusableImageException;
import java.util.OptionalInt;

/** One would-be image: no record, for its bytes are neither copied nor compared. */
public final class SourceEntry {

  /** A decoder of the bytes. */
  private interface Content {
    byte[] pixels(byte[] bytes, ImageDecoder decoder) throws UnusableImageException;
  }

  private final String name;
  private final OptionalInt label;
  private final byte[] bytes;
  private final Content content;

  private SourceEntry(String name, OptionalInt label, byte[] bytes, Content content) {
    this.name = name;
    this.label = label;
    this.bytes = bytes;
    this.content = content;
  }

  /** An image file. */
  public static SourceEntry file(String name, OptionalInt label, byte[] bytes) {
    return new SourceEntry(name, label, bytes, (file, decoder) -> decoder.decode(file));
  }

  /** C*H*W unsigned bytes. */
  public static SourceEntry pixels(
      String name, OptionalInt label, byte[] pixels, ImageShape shape) {
    return new SourceEntry(name, label, pixels, (raw, decoder) -> decoder.fit(raw, shape));
  }

  /** An entry whose image cannot be had. */
  public static SourceEntry unreadable(String name, OptionalInt label, String reason) {
    return new SourceEntry(
        name,
        label,
        new byte[0],
        (none, decoder) -> {
          throw new UnusableImageException(reason);
        });
  }

  /** Returns the entry's name for reports: its path, or its place in a file. */
  public String name() {
    return name;
  }

  /** Returns the entry's class, if it has one. */
  public OptionalInt label() {
    return label;
  }

  /** Returns the bytes as they are in the source; the entry's own array. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * Returns the pixels as the network takes them.
   *
   * @throws UnusableImageException if it is no image that can be used
   */
  public byte[] pixels(ImageDecoder decoder) throws UnusableImageException {
    return content.pixels(bytes, decoder);
  }
}
