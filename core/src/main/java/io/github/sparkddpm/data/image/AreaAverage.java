package io.github.sparkddpm.data.image;

/**
 * Makes an image smaller: every new pixel is the mean of the area it covers, fractions of pixels
 * included, exactly rounded.
 *
 * <p>All arithmetic is on whole numbers, so every machine computes the same bytes. Along a side
 * that shrinks from n pixels to m, the old pixel s lies on [s*m, (s+1)*m). The new pixel i lies on
 * [i*n, (i+1)*n). If the image was reduced before and is cropped, n is the length of the crop in
 * the pixels before, and an old pixel is r of these long, less where the crop begins.
 */
final class AreaAverage {

  private static final int COLORS = 3;

  private final int side;
  private final Crop crop;
  private final int width;
  private final int height;
  private final long[] row;
  private final long[] totals;
  private final int[] first;
  private final int[] last;
  private final long[] firstWeight;
  private final long[] lastWeight;
  private int to;

  /**
   * Begins the average of a part of an image, whose rows are then added one after the other.
   *
   * @param side of the square that a pixel is, in pixels of the image before it was reduced
   * @param crop in those pixels
   * @param width of the result, not above the crop's
   * @param height of the result, not above the crop's
   */
  AreaAverage(int side, Crop crop, int width, int height) {
    this.side = side;
    this.crop = crop;
    this.width = width;
    this.height = height;
    this.row = new long[COLORS * width];
    this.totals = new long[COLORS * width * height];
    this.first = new int[width];
    this.last = new int[width];
    this.firstWeight = new long[width];
    this.lastWeight = new long[width];
    long start = (long) crop.left() * width;
    long pixel = (long) side * width;
    for (int x = 0; x < width; x++) {
      first[x] = (int) ((start + (long) x * crop.width()) / pixel);
      last[x] = (int) ((start + (x + 1L) * crop.width() - 1) / pixel);
      firstWeight[x] = overlapAlong(first[x], x);
      lastWeight[x] = overlapAlong(last[x], x);
    }
  }

  /** Returns the image resized to a width and height that do not exceed its own. */
  static RgbImage to(int width, int height, RgbImage image) {
    return to(width, height, image, 1, new Crop(0, 0, image.width(), image.height()));
  }

  /**
   * Returns a part of an image resized.
   *
   * @param side of the square that a pixel is, in pixels of the image before it was reduced
   * @param crop in those pixels, of a width and height that are not exceeded
   */
  static RgbImage to(int width, int height, RgbImage image, int side, Crop crop) {
    AreaAverage average = new AreaAverage(side, crop, width, height);
    int end = (crop.top() + crop.height() - 1) / side;
    for (int y = crop.top() / side; y <= end; y++) {
      average.add(y, image.pixels(), y * image.width());
    }
    return average.rounded(1);
  }

  /**
   * Adds the next row of the image.
   *
   * @param y of the row
   * @param pixels times 0xRRGGBB
   * @param start of the row among them
   */
  void add(int y, int[] pixels, int start) {
    sumAlong(pixels, start);
    add(overlapDown(y, to));
    if (((y + 1L) * side - crop.top()) * height >= (to + 1L) * crop.height()) {
      to++;
      if (to < height) {
        add(overlapDown(y, to));
      }
    }
  }

  /** Makes each mean 256 times as fine, by the means of what its samples lack. */
  void refine(AreaAverage finer) {
    for (int i = 0; i < totals.length; i++) {
      totals[i] = (totals[i] << Byte.SIZE) + finer.totals[i];
    }
  }

  /**
   * Returns the means as an image.
   *
   * @param one what a level of 255 is in samples of the means
   */
  RgbImage rounded(int one) {
    long unit = (long) crop.width() * crop.height() * one;
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      int pixel = 0;
      for (int color = 0; color < COLORS; color++) {
        pixel = pixel << 8 | (int) ((totals[COLORS * i + color] + unit / 2) / unit);
      }
      pixels[i] = pixel;
    }
    return new RgbImage(width, height, pixels);
  }

  /**
   * Sums a row of the image over the columns of the result. The old pixels that a new one covers
   * wholly have one weight, so they are summed without it: most of the time goes into that sum.
   */
  private void sumAlong(int[] pixels, int start) {
    for (int x = 0; x < width; x++) {
      setPixel(pixels[start + first[x]], firstWeight[x], x);
      if (last[x] > first[x]) {
        addWhole(pixels, start + first[x] + 1, start + last[x], x);
        addPixel(pixels[start + last[x]], lastWeight[x], x);
      }
    }
  }

  private void setPixel(int pixel, long weight, int x) {
    row[COLORS * x] = weight * (pixel >> 16 & 0xFF);
    row[COLORS * x + 1] = weight * (pixel >> 8 & 0xFF);
    row[COLORS * x + 2] = weight * (pixel & 0xFF);
  }

  private void addPixel(int pixel, long weight, int x) {
    row[COLORS * x] += weight * (pixel >> 16 & 0xFF);
    row[COLORS * x + 1] += weight * (pixel >> 8 & 0xFF);
    row[COLORS * x + 2] += weight * (pixel & 0xFF);
  }

  /** Adds the old pixels from one to before another, each of which the new one covers wholly. */
  private void addWhole(int[] pixels, int from, int end, int x) {
    int red = 0;
    int green = 0;
    int blue = 0;
    for (int s = from; s < end; s++) {
      red += pixels[s] >> 16 & 0xFF;
      green += pixels[s] >> 8 & 0xFF;
      blue += pixels[s] & 0xFF;
    }
    long whole = (long) side * width;
    row[COLORS * x] += whole * red;
    row[COLORS * x + 1] += whole * green;
    row[COLORS * x + 2] += whole * blue;
  }

  private void add(long weight) {
    int start = to * row.length;
    for (int i = 0; i < row.length; i++) {
      totals[start + i] += weight * row[i];
    }
  }

  private long overlapAlong(int from, int to) {
    return overlap((long) from * side - crop.left(), to, crop.width(), width);
  }

  private long overlapDown(int from, int to) {
    return Math.max(0, overlap((long) from * side - crop.top(), to, crop.height(), height));
  }

  /**
   * Returns the length of the old pixel from s on that the new pixel i covers; negative if none.
   */
  private long overlap(long s, long i, long old, long wanted) {
    return Math.min((s + side) * wanted, (i + 1) * old) - Math.max(s * wanted, i * old);
  }
}
