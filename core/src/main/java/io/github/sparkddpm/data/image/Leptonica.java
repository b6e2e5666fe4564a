package io.github.sparkddpm.data.image;

import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * The decoders in machine code of the library leptonica: libpng and libjpeg-turbo. A file that they
 * do not like gives nothing, and no reason.
 */
final class Leptonica {

  private static final int GREY_BITS = 8;
  private static final int COLOR_BITS = 32;
  private static final int NO_PALETTE = 0;
  private static final int NO_HINT = 0;

  private Leptonica() {}

  /**
   * Decodes a PNG file.
   *
   * @throws IllegalStateException caused by a LinkageError, if the library does not load
   */
  static Optional<RgbImage> png(byte[] file) {
    return decoded(() -> leptonica.pixReadMemPng(file, file.length));
  }

  /**
   * Decodes a JPEG file that libjpeg-turbo finds nothing to warn of.
   *
   * @param reduction of both sides: 1, 2, 4 or 8; a last part of a pixel counts as a whole one
   * @throws IllegalStateException caused by a LinkageError, if the library does not load
   */
  static Optional<RgbImage> jpeg(byte[] file, int reduction) {
    int[] warnings = new int[1];
    Optional<RgbImage> image =
        decoded(
            () ->
                leptonica.pixReadMemJpeg(
                    file, file.length, NO_PALETTE, reduction, warnings, NO_HINT));
    return warnings[0] == 0 ? image : Optional.empty();
  }

  private static Optional<RgbImage> decoded(Supplier<PIX> decoder) {
    try {
      // By default it prints its errors itself.
      leptonica.setMsgSeverity(leptonica.L_SEVERITY_NONE);
      PIX pixels = decoder.get();
      try {
        return Optional.ofNullable(pixels).flatMap(Leptonica::image);
      } finally {
        leptonica.pixDestroy(pixels);
      }
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "Cannot load leptonica, which decodes PNG and JPEG files (%s): use Linux on x86-64 with glibc 2.34 or newer, and a TMPDIR that allows execution"
              .formatted(e.getMessage()),
          e);
    }
  }

  private static Optional<RgbImage> image(PIX pixels) {
    int[] words = new int[pixels.wpl() * pixels.h()];
    pixels.data().get(words);
    return switch (pixels.d()) {
      case COLOR_BITS -> Optional.of(ofColors(words, pixels.w(), pixels.h()));
      case GREY_BITS -> Optional.of(ofGreys(words, pixels.wpl(), pixels.w(), pixels.h()));
      default -> Optional.empty();
    };
  }

  /** Takes 0xRRGGBB out of words of 0xRRGGBBAA. */
  private static RgbImage ofColors(int[] words, int width, int height) {
    for (int i = 0; i < words.length; i++) {
      words[i] >>>= 8;
    }
    return new RgbImage(width, height, words);
  }

  /** Takes apart words of four greys, the first in the highest byte. */
  private static RgbImage ofGreys(int[] words, int wordsPerRow, int width, int height) {
    int[] pixels = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int grey = words[y * wordsPerRow + x / 4] >> (24 - 8 * (x % 4)) & 0xFF;
        pixels[y * width + x] = grey * 0x010101;
      }
    }
    return new RgbImage(width, height, pixels);
  }
}
