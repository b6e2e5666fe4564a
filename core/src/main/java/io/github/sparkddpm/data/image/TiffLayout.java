package io.github.sparkddpm.data.image;

import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Arrays;

/**
 * The storage layout of the first image of a TIFF file. TIFF allows far more than its reader reads
 * correctly, so only layouts that were compared with other readers are accepted.
 */
final class TiffLayout {

  private static final int WHITE_ZERO = 0;
  private static final int BLACK_ZERO = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int CMYK = 5;
  private static final int YCBCR = 6;
  private static final int CIE_LAB = 8;
  private static final int ICC_LAB = 9;

  private static final long[] FULL_RANGE = {0, 255, 128, 255, 128, 255};

  private static final int FAX_ROWS = 2;
  private static final int FAX_3 = 3;
  private static final int FAX_4 = 4;
  private static final int LZW = 5;
  private static final int JPEG = 7;
  private static final int PACK_BITS = 32773;

  private final TiffTags tags;
  private final int photometric;
  private final int compression;
  private final int bits;
  private final int samples;
  private final boolean planar;

  private TiffLayout(TiffTags tags) throws UnusableImageException {
    this.tags = tags;
    this.photometric = tags.number(TIFF.TAG_PHOTOMETRIC_INTERPRETATION, -1);
    this.compression = tags.number(TIFF.TAG_COMPRESSION, TiffStrips.NONE);
    this.bits = tags.same(TIFF.TAG_BITS_PER_SAMPLE, 1);
    this.samples = tags.number(TIFF.TAG_SAMPLES_PER_PIXEL, 1);
    this.planar = tags.number(TIFF.TAG_PLANAR_CONFIGURATION, 1) != 1;
  }

  /**
   * Reads the tags and compares them with the file.
   *
   * @throws UnusableImageException if the file is truncated or damaged, or of a kind that the
   *     reader is not known to read correctly
   */
  static TiffLayout of(byte[] file) throws IOException, UnusableImageException {
    TiffTags tags = TiffTags.of(file);
    TiffLayout layout = new TiffLayout(tags);
    layout.requireWholeNumbers();
    layout.requireKnownColors();
    layout.requireKnownCompression();
    new TiffStrips(file, tags, layout.compression).requireWhole(layout.bits, layout.samples);
    return layout;
  }

  boolean isLab() {
    return photometric == CIE_LAB || photometric == ICC_LAB;
  }

  /** Returns whether a and b of Lab are stored with an offset. */
  boolean isUnsignedLab() {
    return photometric == ICC_LAB;
  }

  boolean isWhiteZero() {
    return photometric == WHITE_ZERO;
  }

  /**
   * Restores the alpha samples of an image where white is zero, because the reader inverts all
   * samples.
   */
  void invertAlpha(WritableRaster alpha) {
    int max = (1 << bits) - 1;
    int[] row = new int[alpha.getWidth()];
    for (int y = 0; y < alpha.getHeight(); y++) {
      alpha.getSamples(0, y, row.length, 1, 0, row);
      for (int x = 0; x < row.length; x++) {
        row[x] = max - row[x];
      }
      alpha.setSamples(0, y, row.length, 1, 0, row);
    }
  }

  private void requireWholeNumbers() throws UnusableImageException {
    int format = tags.same(TIFF.TAG_SAMPLE_FORMAT, 1);
    if ((format != 1 && format != 4) || bits < 1 || bits > 16) {
      throw new UnusableImageException(
          ("its samples of %s bits in TIFF's sample format %s are not unsigned whole numbers of at"
                  + " most 16 bits: convert them")
              .formatted(bits, format));
    }
  }

  private void requireKnownColors() throws UnusableImageException {
    boolean bytes = bits == 8 || bits == 16;
    boolean known =
        switch (photometric) {
          case WHITE_ZERO -> bytes || (samples == 1 && bits < 8);
          case BLACK_ZERO -> bytes || (samples == 1 && (bits < 8 || isPackedRight()));
          case RGB -> bytes;
          case PALETTE -> samples == 1;
          case CMYK -> bytes && tags.number(TIFF.TAG_INK_SET, 1) == 1;
          case YCBCR -> bits == 8 && samples == 3 && !planar && isPlainYcbcr();
          case CIE_LAB, ICC_LAB -> bytes && !planar;
          default -> false;
        };
    if (!known) {
      throw new UnusableImageException(
          ("its TIFF colours (photometric %s, %s samples of %s bits) are not read: convert it to"
                  + " RGB of 8 bits")
              .formatted(photometric, samples, bits));
    }
  }

  /**
   * Returns whether the reader unpacks samples of 10, 12 or 14 bits as other readers do. It does
   * not in Motorola byte order.
   */
  private boolean isPackedRight() {
    return bits % 2 == 0 && tags.isLittleEndian();
  }

  /**
   * Returns whether luma and chroma are encoded as in JPEG and, outside of JPEG, every pixel has
   * its own chroma.
   */
  private boolean isPlainYcbcr() {
    if (compression == JPEG) {
      return true;
    }
    long[] range = tags.numbers(TIFF.TAG_REFERENCE_BLACK_WHITE);
    return tags.numbers(TIFF.TAG_YCBCR_COEFFICIENTS).length == 0
        && (range.length == 0 || Arrays.equals(range, FULL_RANGE))
        && Arrays.equals(tags.numbers(TIFF.TAG_YCBCR_SUB_SAMPLING), new long[] {1, 1});
  }

  private void requireKnownCompression() throws UnusableImageException {
    int predictor = tags.number(TIFF.TAG_PREDICTOR, 1);
    boolean plainColors = photometric != CMYK && photometric != PALETTE && !isLab();
    boolean known =
        switch (compression) {
          case TiffStrips.NONE -> true;
          case PACK_BITS -> predictor == 1;
          case LZW, TiffStrips.DEFLATE, TiffStrips.OLD_DEFLATE ->
              predictor == 1 || (predictor == 2 && (bits == 8 || bits == 16));
          case FAX_ROWS, FAX_3, FAX_4 -> bits == 1 && samples == 1;
          case JPEG -> bits == 8 && !planar && plainColors;
          default -> false;
        };
    if (!known) {
      throw new UnusableImageException(
          "its TIFF compression %s (predictor %s) is not read: save it with LZW or Deflate"
              .formatted(compression, predictor));
    }
  }
}
