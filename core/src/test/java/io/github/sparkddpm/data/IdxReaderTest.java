package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class IdxReaderTest {

  private static final Path DIGITS = Path.of("../deploy/digits");
  private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6};
  private static final byte[] IMAGES = idx(0x803, PIXELS, 2, 2, 3);
  private static final byte[] LABELS = idx(0x801, new byte[] {7, (byte) 200}, 2);

  @Test
  void imagesComeInTheOrderOfTheFile() throws IOException {
    IdxReader reader = images(IMAGES);
    assertThat(reader.count()).isEqualTo(2);
    assertThat(reader.shape()).isEqualTo(new ImageShape(1, 2, 3));
    assertThat(reader.next()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(reader.next()).containsExactly(-1, -2, -3, -4, -5, -6);
    reader.requireEnd();
  }

  @Test
  void colourImagesComeChannelByChannel() throws IOException {
    IdxReader reader = images(idx(0x804, PIXELS, 2, 1, 2, 3));
    assertThat(reader.shape()).isEqualTo(new ImageShape(3, 1, 2));
    assertThat(reader.next()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(reader.next()).containsExactly(-1, -4, -2, -5, -3, -6);
    reader.requireEnd();
  }

  @Test
  void imagesOfTwoChannelsAreRefused() {
    assertRefused(() -> images(idx(0x804, PIXELS, 2, 1, 3, 2)), "fourth dimension is 2, not 3");
  }

  @Test
  void gzipIsToldByContent() throws IOException {
    IdxReader reader = images(gzip(IMAGES));
    reader.skip(1);
    assertThat(reader.next()).containsExactly(-1, -2, -3, -4, -5, -6);
    reader.requireEnd();
  }

  @Test
  void theHeaderMustAgreeWithTheLengthOfTheFile() throws IOException {
    images(IMAGES).requireLength(IMAGES.length);
    assertRefused(
        () -> images(IMAGES).requireLength(IMAGES.length - 1), "truncated: it ends after 1 of 2");
    assertRefused(
        () -> images(IMAGES).requireLength(IMAGES.length + 1), "bytes follow the 2 images");
    byte[] claiming = idx(0x803, PIXELS, Integer.MAX_VALUE, 2, 3);
    assertRefused(
        () -> images(claiming).requireLength(claiming.length),
        "truncated: it ends after 2 of 2147483647 images");
  }

  @Test
  void theHeaderOfAGzippedFileMustBePossible() throws IOException {
    byte[] zeros = gzip(idx(0x803, new byte[4096 * 4096], 1, 4096, 4096));
    images(zeros).requireLength(zeros.length);
    byte[] claiming = gzip(idx(0x803, PIXELS, Integer.MAX_VALUE, 2, 3));
    assertRefused(
        () -> images(claiming).requireLength(claiming.length),
        "declares 2147483647 images of 6 bytes, more than");
  }

  @Test
  void labelsComeWithTheirImages() throws IOException {
    IdxDataset dataset = new IdxDataset(images(IMAGES), Optional.of(labels(LABELS)));
    assertThat(dataset.next().label()).hasValue(7);
    LabelledImage second = dataset.next();
    assertThat(second.id()).isEqualTo(1);
    assertThat(second.label()).hasValue(200);
    dataset.requireEnd();
  }

  @Test
  void skippingKeepsImagesLabelsAndIdsInStep() throws IOException {
    IdxDataset dataset = new IdxDataset(images(IMAGES), Optional.of(labels(LABELS)));
    dataset.skip(1);
    LabelledImage second = dataset.next();
    assertThat(second.id()).isEqualTo(1);
    assertThat(second.label()).hasValue(200);
    assertThat(second.pixels()).containsExactly(-1, -2, -3, -4, -5, -6);
  }

  @Test
  void withoutLabelsAnImageHasNone() throws IOException {
    IdxDataset dataset = new IdxDataset(images(IMAGES), Optional.empty());
    assertThat(dataset.next().label()).isEqualTo(OptionalInt.empty());
  }

  @Test
  void theBundledDigitsAreWhatTheyShouldBe() throws IOException {
    try (InputStream images = Files.newInputStream(DIGITS.resolve("digits-images-idx3-ubyte.gz"));
        InputStream labels = Files.newInputStream(DIGITS.resolve("digits-labels-idx1-ubyte.gz"))) {
      IdxDataset dataset =
          new IdxDataset(
              new IdxReader(images, "images", IdxContent.IMAGES),
              Optional.of(new IdxReader(labels, "labels", IdxContent.LABELS)));
      assertThat(dataset.count()).isEqualTo(10_000);
      assertThat(dataset.shape()).isEqualTo(new ImageShape(1, 28, 28));
      int[] firstLabels = new int[10];
      for (int i = 0; i < firstLabels.length; i++) {
        firstLabels[i] = dataset.next().label().orElseThrow();
      }
      assertThat(firstLabels).containsExactly(9, 3, 7, 0, 9, 7, 7, 9, 6, 5);
      dataset.skip(dataset.count() - firstLabels.length);
      dataset.requireEnd();
    }
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    for (int length = 0; length < IMAGES.length; length++) {
      byte[] cut = Arrays.copyOf(IMAGES, length);
      assertRefused(() -> images(cut).skip(2), "truncated", "fetch the file again");
    }
    byte[] gzipped = gzip(IMAGES);
    for (int length = 2; length < gzipped.length; length++) {
      byte[] cut = Arrays.copyOf(gzipped, length);
      assertRefused(() -> readWhole(cut), "truncated", "fetch the file again");
    }
  }

  @Test
  void truncationSaysHowFarTheFileGoes() {
    assertThatThrownBy(() -> images(Arrays.copyOf(IMAGES, IMAGES.length - 1)).skip(2))
        .hasMessage(
            "Bad IDX file of images train.idx: truncated: it ends after 1 of 2 images;"
                + " fetch the file again");
  }

  @Test
  void labelsInPlaceOfImagesAreCalledSo() {
    assertThatThrownBy(() -> images(LABELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Bad IDX file of images train.idx: magic number 0x00000801 (IDX labels), expected"
                + " 0x00000803 (IDX images); name the MNIST-style file of images");
  }

  @Test
  void otherContentIsRefusedByItsMagicNumber() {
    byte[] html = {'<', '!', 'D', 'O', 'C', 'T', 'Y', 'P', 'E'};
    assertRefused(() -> images(html), "magic number 0x3C21444F, expected 0x00000803");
  }

  @Test
  void numbersOf16BitsAreRefusedByTheirType() {
    assertRefused(
        () -> images(idx(0x0B03, new byte[8], 1, 2, 2)),
        "its numbers are of type 0x0B, expected 0x08; scale them to 0..255");
  }

  @Test
  void bytesAfterTheLastItemAreRefused() {
    byte[] longer = Arrays.copyOf(IMAGES, IMAGES.length + 1);
    assertRefused(() -> readWhole(longer), "bytes follow the 2 images", "train.idx");
  }

  @Test
  void zeroAndAbsurdDimensionsAreRefused() {
    assertRefused(() -> images(idx(0x803, PIXELS, 0, 2, 3)), "number of images 0 in its header");
    assertRefused(() -> images(idx(0x803, PIXELS, 2, 0, 3)), "height 0", "expected 1..8192");
    assertRefused(() -> images(idx(0x803, PIXELS, 2, 2, 0)), "width 0", "expected 1..8192");
    assertRefused(() -> images(idx(0x803, PIXELS, 2, 2, 8193)), "width 8193");
    assertRefused(() -> images(idx(0x803, PIXELS, -1, 2, 3)), "number of images 4294967295");
    assertRefused(() -> labels(idx(0x801, PIXELS, 0)), "number of labels 0", "labels.idx");
  }

  @Test
  void imagesAndLabelsOfDifferentNumberAreRefused() {
    byte[] three = idx(0x801, new byte[] {1, 2, 3}, 3);
    assertThatThrownBy(() -> new IdxDataset(images(IMAGES), Optional.of(labels(three))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "train.idx holds 2 images but labels.idx holds 3 labels:"
                + " name two files of the same dataset");
  }

  private static void readWhole(byte[] bytes) throws IOException {
    IdxReader reader = images(bytes);
    reader.skip(reader.count());
    reader.requireEnd();
  }

  private static void assertRefused(ThrowingCallable reading, String... parts) {
    assertThatThrownBy(reading)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private static IdxReader images(byte[] bytes) throws IOException {
    return new IdxReader(new ByteArrayInputStream(bytes), "train.idx", IdxContent.IMAGES);
  }

  private static IdxReader labels(byte[] bytes) throws IOException {
    return new IdxReader(new ByteArrayInputStream(bytes), "labels.idx", IdxContent.LABELS);
  }

  private static byte[] idx(int magic, byte[] data, int... dimensions) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * dimensions.length + data.length);
    buffer.putInt(magic);
    Arrays.stream(dimensions).forEach(buffer::putInt);
    return buffer.put(data).array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
