package io.github.sparkddpm.data.image;

/**
 * Counts the scans of a JPEG file. Each costs a pass over the whole image, and thousands of them
 * fit into 100 KB.
 */
final class JpegScans implements JpegSegments.Visitor {

  /** Encoders write about ten; optimizers try a few dozen. */
  private static final int MOST = 100;

  private static final int START_OF_SCAN = 0xDA;

  private int scans;

  private JpegScans() {}

  /**
   * Refuses a file with more scans than any encoder writes.
   *
   * @param file from its first marker on
   */
  static void requireFew(byte[] file) throws UnusableImageException {
    JpegSegments.each(file, new JpegScans());
  }

  @Override
  public void visit(int marker, int at) throws UnusableImageException {
    scans += marker == START_OF_SCAN ? 1 : 0;
    if (scans > MOST) {
      throw new UnusableImageException(
          "it has more than %s scans, which no encoder writes: save it again as a plain JPEG"
              .formatted(MOST));
    }
  }
}
