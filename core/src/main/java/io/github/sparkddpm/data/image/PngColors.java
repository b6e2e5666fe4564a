package io.github.sparkddpm.data.image;

import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngProcessingException;
import com.drew.lang.StreamReader;
import com.twelvemonkeys.imageio.color.ColorSpaces;
import java.awt.color.CMMException;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.zip.InflaterInputStream;

/**
 * The colour information of a PNG file, which ImageIO's reader ignores.
 *
 * <p>An ICC profile is applied, as it is for other formats. Code points other than sRGB's, such as
 * those of HDR images, require a profile. The gAMA and cHRM chunks alone change nothing, as in most
 * tools that read training images.
 */
final class PngColors {

  private static final int MOST_PROFILE_BYTES = 16 << 20;
  private static final PngChunkType CODE_POINTS = codePoints();

  private final Optional<ICC_ColorSpace> space;

  private PngColors(Optional<ICC_ColorSpace> space) {
    this.space = space;
  }

  static PngColors of(byte[] file) throws IOException, UnusableImageException {
    byte[] profile = null;
    byte[] codes = null;
    for (PngChunk chunk : chunks(file)) {
      if (chunk.getType().equals(CODE_POINTS)) {
        codes = chunk.getBytes();
      } else {
        profile = chunk.getBytes();
      }
    }
    if (codes != null && isStandard(codes)) {
      return new PngColors(Optional.empty());
    }
    Optional<ICC_ColorSpace> space =
        profile == null ? Optional.empty() : ofProfile(inflated(profile));
    if (codes != null && space.isEmpty()) {
      throw new UnusableImageException(
          "its colours (cICP %s/%s) are not sRGB, and it has no ICC profile: convert it to sRGB"
              .formatted(codes[0], codes[1]));
    }
    return new PngColors(space);
  }

  /** Returns the image with its colour space, for {@link OpaquePixels} to convert. */
  BufferedImage applied(BufferedImage image) {
    if (space.isEmpty() || space.get().isCS_sRGB()) {
      return image;
    }
    BufferedImage samples = withComponents(image);
    ComponentColorModel model = (ComponentColorModel) samples.getColorModel();
    if (model.getNumColorComponents() != space.get().getNumComponents()) {
      return image; // A profile for another number of channels; libpng ignores it, too.
    }
    ComponentColorModel own =
        new ComponentColorModel(
            space.get(), model.hasAlpha(), false, model.getTransparency(), model.getTransferType());
    return new BufferedImage(own, samples.getRaster(), false, null);
  }

  /** Returns an image that has a palette as one with a sample per colour. */
  private static BufferedImage withComponents(BufferedImage image) {
    if (image.getColorModel() instanceof ComponentColorModel) {
      return image;
    }
    int width = image.getWidth();
    int height = image.getHeight();
    BufferedImage wide = new BufferedImage(width, height, BufferedImage.TYPE_4BYTE_ABGR);
    wide.setRGB(0, 0, width, height, image.getRGB(0, 0, width, height, null, 0, width), 0, width);
    return wide;
  }

  private static Iterable<PngChunk> chunks(byte[] file) throws IOException, UnusableImageException {
    try {
      return new PngChunkReader()
          .extract(
              new StreamReader(new ByteArrayInputStream(file)),
              Set.of(PngChunkType.iCCP, CODE_POINTS));
    } catch (PngProcessingException e) {
      throw new UnusableImageException("its chunks cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Returns whether the primaries are BT.709's and the curve is sRGB's, or the similar one of
   * BT.709 or BT.601.
   */
  private static boolean isStandard(byte[] codes) {
    return codes.length == 4
        && codes[0] == 1
        && (codes[1] == 13 || codes[1] == 1 || codes[1] == 6)
        && codes[2] == 0;
  }

  private static Optional<ICC_ColorSpace> ofProfile(byte[] profile) {
    try {
      return Optional.of(ColorSpaces.createColorSpace(ICC_Profile.getInstance(profile)));
    } catch (IllegalArgumentException | CMMException e) {
      return Optional.empty(); // A broken profile counts as none, as in JPEG and TIFF files.
    }
  }

  /**
   * Decompresses the profile from an iCCP chunk: a name, a zero, a zero for zlib, and the
   * compressed profile.
   */
  private static byte[] inflated(byte[] chunk) {
    int name = 0;
    while (name < chunk.length && chunk[name] != 0) {
      name++;
    }
    int start = Math.min(name + 2, chunk.length);
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(chunk, start, chunk.length - start))) {
      return in.readNBytes(MOST_PROFILE_BYTES);
    } catch (IOException e) {
      return new byte[0]; // A broken profile counts as none, as in JPEG and TIFF files.
    }
  }

  private static PngChunkType codePoints() {
    try {
      return new PngChunkType("cICP");
    } catch (PngProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
