package io.github.sparkddpm.data.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the header of a JPEG file's image: what it claims of its sides and components. */
final class JpegFrame {

  private static final Set<Integer> FRAMES =
      Set.of(0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF);

  /** Baseline, extended and progressive ones with Huffman codes. */
  private static final Set<Integer> COMMON_FRAMES = Set.of(0xC0, 0xC1, 0xC2);

  /** Bytes of precision, height and width. */
  private static final int SIDES = 5;

  private static final int BYTES_OF_COMPONENT = 3;

  private JpegFrame() {}

  /**
   * Refuses a file that claims more pixels, because its decoder takes memory for all at once.
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

  /**
   * Returns whether all decoders agree on the components of a file: samples of 8 bits in common
   * codes, either one component or the three of JFIF.
   *
   * @param file from its first marker on
   */
  static boolean isPlain(byte[] file) throws UnusableImageException {
    List<Boolean> plain = new ArrayList<>();
    JpegSegments.each(
        file,
        (marker, at) -> {
          if (FRAMES.contains(marker)) {
            plain.add(COMMON_FRAMES.contains(marker) && isPlain(file, at));
          }
        });
    return plain.equals(List.of(true));
  }

  private static boolean isPlain(byte[] file, int at) {
    if (at + SIDES + 1 + 3 * BYTES_OF_COMPONENT > file.length) {
      return false;
    }
    int first = at + SIDES + 1;
    return switch (file[at + SIDES]) {
      case 1 -> file[at] == Byte.SIZE;
      case 3 ->
          file[at] == Byte.SIZE
              && file[first] == 1
              && file[first + BYTES_OF_COMPONENT] == 2
              && file[first + 2 * BYTES_OF_COMPONENT] == 3;
      default -> false;
    };
  }
}
