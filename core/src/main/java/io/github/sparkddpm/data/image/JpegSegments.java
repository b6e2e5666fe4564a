package io.github.sparkddpm.data.image;

/** Walks over the segments of a JPEG file as libjpeg finds them, up to the end of the image. */
final class JpegSegments {

  private static final int FIRST_SEGMENT = 0xC0;
  private static final int FIRST_RESTART = 0xD0;
  private static final int END_OF_IMAGE = 0xD9;

  private JpegSegments() {}

  /** Looks at a segment. */
  @FunctionalInterface
  interface Visitor {

    /**
     * Looks at the next one.
     *
     * @param marker its second byte
     * @param at where its content begins, behind its length
     */
    void visit(int marker, int at) throws UnusableImageException;
  }

  /**
   * Visits the segments that have a length.
   *
   * @param file from its first marker on
   */
  static void each(byte[] file, Visitor visitor) throws UnusableImageException {
    int at = 0;
    while (at + 1 < file.length) {
      int marker = file[at + 1] & 0xFF;
      if ((file[at] & 0xFF) != 0xFF || marker == 0xFF) {
        at++;
      } else if (marker == END_OF_IMAGE) {
        return;
      } else if (hasLength(marker) && at + 3 < file.length) {
        visitor.visit(marker, at + 4);
        at += 2 + number(file, at + 2);
      } else {
        at += 2;
      }
    }
  }

  /** Returns two bytes as a number. */
  static int number(byte[] file, int at) {
    return ((file[at] & 0xFF) << 8) | (file[at + 1] & 0xFF);
  }

  /** Tells segments from stuffed bytes, restarts, and markers that decoders pass over alone. */
  private static boolean hasLength(int marker) {
    return marker >= FIRST_SEGMENT && (marker < FIRST_RESTART || marker > END_OF_IMAGE);
  }
}
