package io.github.sparkddpm.data.image;

/**
 * Counts the scans of a JPEG file. Each costs a pass over the whole image, and thousands of them
 * fit into 100 KB.
 */
final class JpegScans {

  /** Encoders write about ten; optimizers try a few dozen. */
  private static final int MOST = 100;

  private static final int FIRST_SEGMENT = 0xC0;
  private static final int FIRST_RESTART = 0xD0;
  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;

  private JpegScans() {}

  /**
   * Refuses a file with more scans than any encoder writes.
   *
   * @param file from its first marker on
   */
  static void requireFew(byte[] file) throws UnusableImageException {
    int scans = 0;
    int at = 0;
    while (at + 1 < file.length) {
      int marker = file[at + 1] & 0xFF;
      if ((file[at] & 0xFF) != 0xFF || marker == 0xFF) {
        at++;
      } else if (marker == END_OF_IMAGE) {
        return;
      } else if (hasLength(marker) && at + 3 < file.length) {
        scans += marker == START_OF_SCAN ? 1 : 0;
        at += 2 + (((file[at + 2] & 0xFF) << 8) | (file[at + 3] & 0xFF));
      } else {
        at += 2;
      }
      if (scans > MOST) {
        throw new UnusableImageException(
            "it has more than %s scans, which no encoder writes: save it again as a plain JPEG"
                .formatted(MOST));
      }
    }
  }

  /** Tells segments from stuffed bytes, restarts, and markers that decoders pass over alone. */
  private static boolean hasLength(int marker) {
    return marker >= FIRST_SEGMENT && (marker < FIRST_RESTART || marker > END_OF_IMAGE);
  }
}
