package io.github.sparkddpm.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that claim, or unfold to, far more than they are. */
class HostileImageTest {

  private static final int DEFLATE = 8;
  private static final int JPEG = 7;
  private static final int RGB = 2;
  private static final int YCBCR = 6;

  /** A lossless WebP of 1x1, half transparent red: from Google's WebP feature test. */
  private static final String WEBP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

  @Test
  void theTiffThatTheOthersAreMadeOfIsRead() throws Exception {
    assertThat(decoder().decode(new TiffFile(deflated(768), 16, DEFLATE, RGB).bytes()))
        .hasSize(768);
    BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    byte[] jpeg = Pictures.file(grey, "jpeg");
    assertThat(decoder().decode(new TiffFile(jpeg, 16, JPEG, YCBCR).bytes())).hasSize(768);
  }

  /** Each of them would be inflated: hours for 300 KB. */
  @Test
  void aTiffWhoseStripsAllLieAtOnePlaceIsRefused() throws Exception {
    byte[] bomb =
        new TiffFile(deflated(100_000_000), 16, DEFLATE, RGB)
            .withAllAtOnePlace(20_000, TiffFile.STRIP_OFFSETS, TiffFile.STRIP_BYTES)
            .bytes();
    assertThat(bomb).hasSizeLessThan(300_000);
    refused(bomb, "its strips overlap");
  }

  /** All coefficients of a progressive JPEG are in memory at once, outside of Java's heap. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 30_000, 65_500})
  void aTiffOfAJpegThatClaimsMoreThanItsStripIsRefused(int side) throws Exception {
    byte[] jpeg = claiming(Pictures.jpegOfScans(8), side);
    refused(
        new TiffFile(jpeg, 16, JPEG, YCBCR).bytes(), "strips claims %sx%s".formatted(side, side));
  }

  @Test
  void aTileDoesNotMakeRoomForIt() throws Exception {
    byte[] jpeg = claiming(Pictures.jpegOfScans(8), 60_000);
    byte[] tiled =
        new TiffFile(jpeg, 16, JPEG, YCBCR)
            .with(TiffFile.TILE_WIDTH, 60_000)
            .with(TiffFile.TILE_HEIGHT, 60_000)
            .with(TiffFile.TILE_OFFSETS, 8)
            .with(TiffFile.TILE_BYTES, jpeg.length)
            .bytes();
    refused(tiled, "far more than its image");
  }

  @ParameterizedTest
  @ValueSource(ints = {40_000, 1 << 30, Integer.MAX_VALUE, -1})
  void aTiffOfAGiganticTileIsRefused(int side) throws Exception {
    byte[] data = deflated(768);
    byte[] tiled =
        new TiffFile(data, 16, DEFLATE, RGB)
            .with(TiffFile.TILE_WIDTH, side)
            .with(TiffFile.TILE_HEIGHT, side)
            .with(TiffFile.TILE_OFFSETS, 8)
            .with(TiffFile.TILE_BYTES, data.length)
            .bytes();
    refused(tiled, "");
  }

  @Test
  void aWebpThatClaimsMoreThanIsAllowedIsRefused() throws Exception {
    byte[] webp = Base64.getDecoder().decode(WEBP);
    webp[21] = (byte) 0xFF;
    webp[22] = (byte) 0xFF;
    webp[23] = (byte) 0xFF;
    webp[24] |= 0x0F;
    refused(webp, "its 16384x16384 pixels are more than the 10000 allowed");
  }

  /** WebP has its description in XML, which may name files and unfold without end. */
  @Test
  void theXmlOfAWebpReadsNoFilesAndUnfoldsNothing(@TempDir Path folder) throws Exception {
    StringBuilder laughs = new StringBuilder("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">");
    for (char c = 'b'; c < 'm'; c++) {
      String ten = "&%s;".formatted((char) (c - 1)).repeat(10);
      laughs.append("<!ENTITY %s \"%s\">".formatted(c, ten));
    }
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    laughs.append("<!ENTITY file SYSTEM \"%s\">]>".formatted(pipe.toUri()));
    byte[] frame = Base64.getDecoder().decode(WEBP);
    byte[] extended = {4, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    for (String entity : new String[] {"&l;", "&file;"}) {
      String xml =
          laughs
              + "<x:xmpmeta xmlns:x='adobe:ns:meta/'><r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
              + "<r:Description xmlns:d='http://purl.org/dc/elements/1.1/'><d:b>%s</d:b></r:Description></r:RDF></x:xmpmeta>"
                  .formatted(entity);
      byte[] chunks =
          concatenated(
              chunk("VP8X", extended),
              Arrays.copyOfRange(frame, 12, frame.length),
              chunk("XMP ", xml.getBytes(StandardCharsets.UTF_8)));
      byte[] webp = chunk("RIFF", concatenated("WEBP".getBytes(StandardCharsets.US_ASCII), chunks));
      // A reader of the pipe would wait for its writer for ever.
      assertThat(decoder().decode(webp)).hasSize(768);
    }
  }

  /** Whatever a file says, it is an image or it is not: anything else would end a preparation. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp", "tiff"})
  void aFileWithAnyByteChangedIsAnImageOrIsRefused(String format) throws Exception {
    Random random = new Random(7);
    BufferedImage noisy =
        Pictures.of(32, 32, BufferedImage.TYPE_INT_RGB, (x, y) -> (x * 7919 + y * 104729) * 31);
    byte[] whole = Pictures.file(noisy, format);
    for (int i = 0; i < 500; i++) {
      byte[] changed = whole.clone();
      for (int change = 0; change <= i % 4; change++) {
        // Headers come first.
        changed[random.nextInt(i % 2 == 0 ? 200 : changed.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(decoder().decode(changed)).hasSize(768);
      } catch (UnusableImageException e) {
        assertThat(e.getMessage().lines()).hasSizeLessThanOrEqualTo(1);
      }
    }
  }

  private static void refused(byte[] file, String why) {
    assertThatThrownBy(() -> decoder().decode(file))
        .isInstanceOf(UnusableImageException.class)
        .hasMessageContaining(why);
  }

  /** The same file with other sides in its frame. */
  private static byte[] claiming(byte[] jpeg, int side) {
    for (int i = 0; i + 1 < jpeg.length; i++) {
      if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xC2) {
        ByteBuffer.wrap(jpeg).putShort(i + 5, (short) side).putShort(i + 7, (short) side);
        return jpeg;
      }
    }
    throw new IllegalArgumentException("Not progressive");
  }

  private static byte[] deflated(int zeros) throws IOException {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(result, new Deflater(9))) {
      byte[] some = new byte[1 << 16];
      for (int done = 0; done < zeros; done += some.length) {
        out.write(some, 0, Math.min(some.length, zeros - done));
      }
    }
    return result.toByteArray();
  }

  private static byte[] chunk(String name, byte[] content) {
    int padding = content.length % 2;
    return ByteBuffer.allocate(8 + content.length + padding)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(name.getBytes(StandardCharsets.US_ASCII))
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static ImageDecoder decoder() {
    return new ImageDecoder(
        new ImageFitter(new ImageShape(3, 16, 16)), RgbColor.of("#ffffff"), 10_000);
  }
}
