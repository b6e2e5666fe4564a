package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.Npy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of statistics from anywhere: used as they are, or refused in one line. */
class HostileStatisticsTest {

  @TempDir private Path folder;

  /** A gigabyte of zeros fits into one. */
  @Test
  void anArrayThatUnfoldsToFarMoreThanItsShapeIsRefused() throws IOException {
    byte[] bomb = archive("mu", Npy.header("<f8", 2), 1 << 30);
    assertThat(bomb).hasSizeLessThan(1_100_000);
    refused(bomb, "mu holds more than its 2 values");
  }

  @Test
  void aShapeThatPromisesMoreThanThereIsIsRefused() throws IOException {
    refused(archive("mu", Npy.header("<f8", 2), 8), "ends after 1 of 2 values");
    refused(archive("mu", Npy.header("<f8", 1L << 40, 1L << 40), 8), "is of shape");
    refused(archive("mu", Npy.header("|O", 2), 8), "|O");
  }

  /** The lengths that an archive states for its entries are neither believed nor allocated. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, Integer.MAX_VALUE, -1, -2})
  void lengthsThatLieAreRefused(int length) throws IOException {
    byte[] whole = archive("mu", Npy.header("<f8", 2), 16);
    ByteBuffer zip = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < whole.length - 30; at++) {
      if (zip.getInt(at) == 0x02014b50) { // An entry of the directory.
        zip.putInt(at + 20, length).putInt(at + 24, length);
      }
    }
    refused(whole, "");
  }

  @Test
  void anArchiveWithAnyByteChangedIsUsedOrRefused() throws IOException {
    FeatureGaussian gaussian = new FeatureGaussian(new double[] {1, 2}, new double[] {2, 1, 1, 2});
    byte[] whole = StatisticsFile.write(gaussian);
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      byte[] changed = whole.clone();
      for (int change = 0; change <= i % 3; change++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(read(changed).features()).isEqualTo(2);
      } catch (FeatureModelException e) {
        assertThat(e.getMessage().lines()).hasSize(1);
      }
    }
  }

  private static byte[] archive(String name, byte[] header, int zeros) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name + ".npy"));
      zip.write(header);
      byte[] some = new byte[1 << 16];
      for (int done = 0; done < zeros; done += some.length) {
        zip.write(some, 0, Math.min(some.length, zeros - done));
      }
    }
    return bytes.toByteArray();
  }

  private void refused(byte[] npz, String why) {
    assertThatThrownBy(() -> read(npz))
        .isInstanceOf(FeatureModelException.class)
        .hasMessageContaining(why)
        .message()
        .hasLineCount(1);
  }

  private FeatureGaussian read(byte[] npz) throws IOException {
    Path file = Files.write(folder.resolve("statistics.npz"), npz);
    return StatisticsFile.read(file, 2, "statistics.npz");
  }
}
