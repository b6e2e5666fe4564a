package io.github.sparkddpm.data.image;

/**
 * The orientation of a photograph as EXIF records it: the place to which its stored rows and
 * columns belong.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  UPSIDE_DOWN(false, true, true),
  MIRRORED_UPSIDE_DOWN(false, false, true),
  TRANSPOSED(true, false, false),
  TURN_RIGHT(true, true, false),
  TRANSVERSED(true, true, true),
  TURN_LEFT(true, false, true);

  private final boolean transposed;
  private final boolean flipsColumns;
  private final boolean flipsRows;

  Orientation(boolean transposed, boolean flipsColumns, boolean flipsRows) {
    this.transposed = transposed;
    this.flipsColumns = flipsColumns;
    this.flipsRows = flipsRows;
  }

  /** Returns the orientation for EXIF's number, 1 to 8. Any other number is taken as upright. */
  static Orientation ofExif(int number) {
    return number >= 1 && number <= 8 ? values()[number - 1] : UPRIGHT;
  }

  /** Returns whether width and height change places. */
  boolean isTransposed() {
    return transposed;
  }

  /** Returns the image as it should be seen. */
  RgbImage applied(RgbImage stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int width = transposed ? stored.height() : stored.width();
    int height = transposed ? stored.width() : stored.height();
    int[] seen = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column = flipsColumns ? width - 1 - x : x;
        int row = flipsRows ? height - 1 - y : y;
        int from = transposed ? column * stored.width() + row : row * stored.width() + column;
        seen[y * width + x] = stored.pixels()[from];
      }
    }
    return new RgbImage(width, height, seen);
  }
}
