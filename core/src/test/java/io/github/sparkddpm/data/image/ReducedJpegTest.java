package io.github.sparkddpm.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import io.github.sparkddpm.data.ImageShape;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReducedJpegTest {

  private static final RgbColor WHITE = RgbColor.of("#ffffff");

  @ParameterizedTest
  @CsvSource({
    "4000, 3000, 32, 32, 8",
    "4000, 3000, 64, 64, 8",
    "4000, 3000, 256, 256, 2",
    "1024, 1024, 32, 32, 8",
    "1023, 1024, 32, 32, 4",
    "300, 300, 32, 32, 2",
    "255, 255, 32, 32, 1",
    "70000, 70000, 70000, 70000, 1"
  })
  void everyPixelOfTheResultCoversFourReducedOnesAlongEachSide(
      int width, int height, int wantedWidth, int wantedHeight, int reduction) {
    Crop crop = Crop.centred(width, height, wantedWidth, wantedHeight);
    assertThat(ReducedJpeg.reduction(crop, wantedWidth, wantedHeight)).isEqualTo(reduction);
  }

  @ParameterizedTest
  @CsvSource({"1201, 907, 3", "907, 1201, 3", "600, 601, 3", "303, 700, 3", "1201, 907, 1"})
  void aReducedPhotographIsTheWholeOneToAFewLevels(int width, int height, int channels)
      throws Exception {
    assertNearWhole(photograph(width, height, channels), channels);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 6, 8})
  void aTurnedPhotographIsReducedToo(int orientation) throws Exception {
    assertNearWhole(Pictures.withOrientation(photograph(1100, 700, 3), orientation), 3);
  }

  @Test
  void aProfileIsAppliedToTheReducedPixels() throws Exception {
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] file = Pictures.withProfile(photograph(1100, 700, 3), linear);
    assertNearWhole(file, 3);
    assertThat(decoder(3).decode(file)).isNotEqualTo(decoder(3).decode(photograph(1100, 700, 3)));
  }

  @Test
  void whatIsNoPlainPhotographIsReadWhole() throws Exception {
    assertThat(reduced(photograph(600, 400, 3))).isPresent();
    assertThat(reduced(Pictures.cmykJpeg(600, 400, 1, 2, 3, 4))).isEmpty();
    assertThat(reduced(Pictures.withComponents(photograph(600, 400, 3), 'R', 'G', 'B'))).isEmpty();
  }

  @Test
  void aTruncatedPhotographIsToldByTheReaderOfWholeImages() throws Exception {
    byte[] whole = photograph(1201, 907, 3);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertThat(reduced(half)).isEmpty();
    assertThatThrownBy(() -> decoder(3).decode(half))
        .isInstanceOf(UnusableImageException.class)
        .hasMessageContaining("it is damaged");
  }

  /** Compares with the image that is decoded in all its pixels. */
  private static void assertNearWhole(byte[] file, int channels) throws Exception {
    ImageFitter fitter = decoder(channels).fitter();
    byte[] whole;
    try (ByteArrayImageInputStream in = new ByteArrayImageInputStream(file)) {
      ImageReader reader = ImageCodecs.reader(in);
      Orientation orientation = ExifOrientation.of(file, "jpeg");
      Crop crop = fitter.crop(reader.getWidth(0), reader.getHeight(0), orientation);
      assertThat(fitter.reduction(crop, orientation)).isGreaterThan(1);
      BufferedImage image = StoredPixels.read(reader, "jpeg", file, crop);
      whole = fitter.fit(OpaquePixels.of(image, WHITE), orientation);
    }
    assertThat(reduced(file)).isPresent();
    byte[] reduced = decoder(channels).decode(file);
    double sum = 0;
    for (int i = 0; i < whole.length; i++) {
      int difference = Math.abs((whole[i] & 0xFF) - (reduced[i] & 0xFF));
      assertThat(difference).as("level %s", i).isLessThanOrEqualTo(4);
      sum += difference;
    }
    assertThat(sum / whole.length).isCloseTo(0, within(0.7));
  }

  private static Optional<RgbImage> reduced(byte[] file) throws Exception {
    try (ByteArrayImageInputStream in = new ByteArrayImageInputStream(file)) {
      return ReducedJpeg.read(file, 4, ImageCodecs.reader(in).getRawImageType(0), WHITE);
    }
  }

  /** Waves that are longer and shorter than a pixel of the result. */
  private static byte[] photograph(int width, int height, int channels) throws Exception {
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    return Pictures.file(
        Pictures.of(
            width,
            height,
            type,
            (x, y) ->
                wave(x / 40.0 + y / 90.0) << 16 | wave(y / 25.0) << 8 | wave(x / 7.0 - y / 3.0)),
        "jpeg");
  }

  private static int wave(double at) {
    return (int) Math.round(127.5 + 120 * Math.sin(at));
  }

  private static ImageDecoder decoder(int channels) {
    return new ImageDecoder(new ImageFitter(new ImageShape(channels, 24, 20)), WHITE, 10_000_000);
  }
}
