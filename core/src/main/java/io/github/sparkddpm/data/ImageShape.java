package io.github.sparkddpm.data;

import java.io.Serializable;

/**
 * The shape of one image.
 *
 * @param channels C, 1 (grey) or 3 (RGB)
 * @param height H in pixels, at least 1
 * @param width W in pixels, at least 1
 */
public record ImageShape(int channels, int height, int width) implements Serializable {

  public ImageShape {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("Image channels must be 1 or 3, got " + channels);
    }
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "Image height and width must be positive, got %sx%s".formatted(height, width));
    }
  }

  /** Returns C*H*W: the image's dimensions, and its bytes at 8 bits a sample. */
  public int size() {
    return channels * height * width;
  }

  /** Returns the sides for messages, as in "28x28" or "12x20 (height x width)". */
  public String sides() {
    return "%sx%s%s".formatted(height, width, height == width ? "" : " (height x width)");
  }

  /** Returns the shape [B,C,H,W] of a batch. */
  public long[] batch(int images) {
    return new long[] {images, channels, height, width};
  }

  /** Returns B, the number of images of this shape in the pixels. */
  int imagesIn(byte[] pixels) {
    if (pixels.length == 0 || pixels.length % size() != 0) {
      throw new IllegalArgumentException(
          "%s bytes are not one or more %sx%sx%s images of %s bytes each"
              .formatted(pixels.length, channels, height, width, size()));
    }
    return pixels.length / size();
  }
}
