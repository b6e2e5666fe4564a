package io.github.sparkddpm.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.data.image.ImageFitter;
import io.github.sparkddpm.data.image.RgbColor;
import io.github.sparkddpm.data.image.UnusableImageException;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import io.github.sparkddpm.spark.source.files.SourceSplit.Entries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * IDX and CIFAR-10 files that claim more than they hold, as a dry run and a preparation list them.
 */
class HostileRawFilesTest {

  private static final Configuration HADOOP = new Configuration();
  private static final SparkSession SPARK = LocalSpark.session();
  private static final JavaSparkContext CONTEXT =
      JavaSparkContext.fromSparkContext(SPARK.sparkContext());
  private static final int GREY = 0x803;
  private static final int COLOUR = 0x804;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "2147483647, 28, 28, false, truncated: it ends after 1 of 2147483647 images",
    "2147483647, 28, 28, true, more than",
    "2147483647, 8192, 8192, false, truncated",
    "-1, 28, 28, false, number of images 4294967295 in its header",
    "1, -1, 28, false, height 4294967295 in its header",
    "1, 8193, 1, false, height 8193 in its header",
    "1, 0, 28, false, height 0 in its header"
  })
  void aHeaderThatLiesIsRefusedBeforeAnythingIsMadeOfIt(
      int count, int height, int width, boolean gzipped, String why) throws IOException {
    refused(idx(gzipped, 784, GREY, count, height, width), why);
  }

  /** 200 KB of zeros, gzipped, would be an image of 200 MB for every task. */
  @Test
  void anImageLargerThanAnyFileIsRefused() throws IOException {
    refused(
        idx(true, 8192 * 8192 * 3, COLOUR, 1, 8192, 8192, 3),
        "its images of 201326592 bytes are larger than the 134217728 that are read");
  }

  @Test
  void anImageAboveTheLimitOfPixelsGoesIntoQuarantine() throws IOException {
    Path file = idx(true, 2000 * 2000, GREY, 1, 2000, 2000);
    SourceSplit split = list(file).splits().rdd(CONTEXT, 1).first();
    ImageDecoder decoder =
        new ImageDecoder(
            new ImageFitter(new ImageShape(1, 8, 8)), RgbColor.of("#ffffff"), 1_000_000);
    try (Entries entries = split.open(HADOOP)) {
      SourceEntry entry = entries.next();
      assertThatThrownBy(() -> entry.pixels(decoder))
          .isInstanceOf(UnusableImageException.class)
          .hasMessage(
              "its 2000x2000 pixels are more than the 1000000 allowed (prepare.max-pixels)");
    }
  }

  /** A hole of gigabytes, which takes no room on the disk. */
  @Test
  void namesOfClassesOfGigabytesAreRefused() throws IOException {
    Files.write(folder.resolve("data_batch_1.bin"), new byte[3073]);
    Path names = folder.resolve("batches.meta.txt");
    try (RandomAccessFile file = new RandomAccessFile(names.toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    assertThatThrownBy(() -> new CifarSource(folder.toString()).list(SPARK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("batches.meta.txt is of more than 65536 bytes");
    Files.writeString(names, "cat\ndog\n");
    assertThat(new CifarSource(folder.toString()).list(SPARK).classNames())
        .containsExactly("cat", "dog");
  }

  private void refused(Path file, String why) {
    assertThatThrownBy(() -> list(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .message()
        .hasLineCount(1);
  }

  private static Listing list(Path file) throws IOException {
    return new IdxSource(file.toString(), Optional.empty()).list(SPARK);
  }

  private Path idx(boolean gzipped, int zeros, int... header) throws IOException {
    ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES * header.length);
    for (int number : header) {
      numbers.putInt(number);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = gzipped ? new GZIPOutputStream(bytes) : bytes) {
      out.write(numbers.array());
      byte[] some = new byte[1 << 16];
      for (int done = 0; done < zeros; done += some.length) {
        out.write(some, 0, Math.min(some.length, zeros - done));
      }
    }
    return Files.write(folder.resolve("images"), bytes.toByteArray());
  }
}
