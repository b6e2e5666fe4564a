package io.github.sparkddpm.data.image;

import io.github.sparkddpm.data.ImageShape;

/** An opaque image in memory: no record, for its pixels are neither copied nor compared. */
final class RgbImage implements OpaqueImage {

  private final int width;
  private final int height;
  private final int[] pixels;

  /**
   * Creates an image.
   *
   * @param pixels width*height times 0xRRGGBB, in rows; not copied
   */
  RgbImage(int width, int height, int[] pixels) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  @Override
  public RgbImage resized(int newWidth, int newHeight) {
    return Resize.to(newWidth, newHeight, this);
  }

  /** Returns the image's own array. */
  int[] pixels() {
    return pixels;
  }

  /** Creates an image from C*H*W unsigned bytes. */
  static RgbImage ofPlanes(byte[] planes, ImageShape shape) {
    int plane = shape.height() * shape.width();
    int green = shape.channels() == 1 ? 0 : plane;
    int[] pixels = new int[plane];
    for (int i = 0; i < plane; i++) {
      pixels[i] =
          (planes[i] & 0xFF) << 16
              | (planes[green + i] & 0xFF) << 8
              | (planes[2 * green + i] & 0xFF);
    }
    return new RgbImage(shape.width(), shape.height(), pixels);
  }

  /**
   * Returns the image as C*H*W unsigned bytes. Grey is the luma of ITU-R BT.601 (0.299 R + 0.587 G
   * + 0.114 B).
   *
   * @param channels C, 1 or 3
   */
  byte[] planes(int channels) {
    return channels == 1 ? grey() : colors();
  }

  private byte[] grey() {
    byte[] plane = new byte[pixels.length];
    for (int i = 0; i < plane.length; i++) {
      int red = pixels[i] >> 16 & 0xFF;
      int green = pixels[i] >> 8 & 0xFF;
      int blue = pixels[i] & 0xFF;
      plane[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
    }
    return plane;
  }

  private byte[] colors() {
    int plane = pixels.length;
    byte[] planes = new byte[3 * plane];
    for (int i = 0; i < plane; i++) {
      planes[i] = (byte) (pixels[i] >> 16);
      planes[plane + i] = (byte) (pixels[i] >> 8);
      planes[2 * plane + i] = (byte) pixels[i];
    }
    return planes;
  }

  /** Returns the part of the image; itself if that is all of it. */
  RgbImage crop(Crop crop) {
    if (crop.width() == width && crop.height() == height) {
      return this;
    }
    int[] cropped = new int[crop.width() * crop.height()];
    for (int row = 0; row < crop.height(); row++) {
      System.arraycopy(
          pixels,
          (crop.top() + row) * width + crop.left(),
          cropped,
          row * crop.width(),
          crop.width());
    }
    return new RgbImage(crop.width(), crop.height(), cropped);
  }
}
