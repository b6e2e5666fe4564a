package io.github.sparkddpm.data.image;

import java.util.Set;

/** Reads the sides that a JPEG file claims: its decoder takes memory for all of them at once. */
final class JpegFrame {

  private static final Set<Integer> FRAMES =
      Set.of(0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF);

  /** Bytes of precision, height and width. */
  private static final int SIDES = 5;

  private JpegFrame() {}

  /**
   * Refuses a file that claims more pixels.
   *
   * @param file from its first marker on
   */
  static void requireWithin(byte[] file, long pixels) throws UnusableImageException {
    JpegSegments.each(
        file,
        (marker, at) -> {
          if (FRAMES.contains(marker) && at + SIDES <= file.length) {
            long height = JpegSegments.number(file, at + 1);
            long width = JpegSegments.number(file, at + 3);
            if (height * width > pixels) {
              throw new UnusableImageException(
                  "one of its strips claims %sx%s pixels, more than its part of the image"
                      .formatted(width, height));
            }
          }
        });
  }
}
