package io.github.sparkddpm.data.image;

/** The largest part of an image that has the wanted proportions and the image's centre. */
record Crop(int left, int top, int width, int height) {

  /**
   * Crops to the proportions wanted:high; a square if they are equal.
   *
   * @param width of the image
   * @param height of the image
   */
  static Crop centred(int width, int height, int wantedWidth, int wantedHeight) {
    int croppedWidth = width;
    int croppedHeight = height;
    if ((long) width * wantedHeight > (long) height * wantedWidth) {
      croppedWidth = fraction(height, wantedWidth, wantedHeight);
    } else {
      croppedHeight = fraction(width, wantedHeight, wantedWidth);
    }
    return new Crop(
        (width - croppedWidth) / 2, (height - croppedHeight) / 2, croppedWidth, croppedHeight);
  }

  private static int fraction(int side, int numerator, int denominator) {
    return (int) Math.max(1, Math.round((double) side * numerator / denominator));
  }
}
