package io.github.sparkddpm.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.data.image.ImageFitter;
import io.github.sparkddpm.data.image.RgbColor;
import io.github.sparkddpm.data.image.UnusableImageException;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.source.files.ListedSplits;
import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import io.github.sparkddpm.spark.source.files.SourceSplit.Entries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files that say of themselves what is not so: refused in one line, in little memory. */
class HostileParquetTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;
  private ForgedParquet whole;

  @BeforeEach
  void write() throws IOException {
    whole = new ForgedParquet(folder, new byte[1_000], 10);
  }

  @Test
  void theFileThatTheOthersAreMadeOfIsRead() throws IOException {
    assertThat(entries(whole.bytes())).hasSize(10);
    assertThat(entries(whole.withFirstPage(page -> {}))).hasSize(10);
    assertThat(entries(whole.withFooter(footer -> {}))).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 1_000_000_000, Integer.MAX_VALUE, Long.MAX_VALUE, -1})
  void aRowGroupWithoutItsRowsIsRefused(long rows) throws IOException {
    refused(whole.withFooter(footer -> footer.getRow_groups().get(0).setNum_rows(rows)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 31, 1L << 40, Long.MAX_VALUE, -1})
  void aColumnThatIsLongerThanItsFileIsRefused(long bytes) throws IOException {
    refused(
        whole.withFooter(footer -> ForgedParquet.column(footer).setTotal_compressed_size(bytes)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 40, Long.MAX_VALUE, -1, 0})
  void aColumnOutsideOfItsFileIsRefused(long at) throws IOException {
    refused(
        whole.withFooter(
            footer -> {
              ForgedParquet.column(footer).setDictionary_page_offset(at);
              ForgedParquet.column(footer).setData_page_offset(at);
            }));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 30, -1})
  void aPageThatUnfoldsToGigabytesIsRefused(int bytes) throws IOException {
    refused(whole.withFirstPage(page -> page.setUncompressed_page_size(bytes)));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 1 << 30, -1})
  void aPageThatIsLongerThanItsColumnIsRefused(int bytes) throws IOException {
    refused(whole.withFirstPage(page -> page.setCompressed_page_size(bytes)));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 1 << 30, -1})
  void aDictionaryOfMoreWordsThanItsBytesIsRefused(int words) throws IOException {
    refused(whole.withFirstPage(page -> page.getDictionary_page_header().setNum_values(words)));
  }

  /** A list of two thousand million elements, for each of which the reader would make room. */
  @Test
  void aFooterOfEndlessListsIsRefused() {
    byte[] list = {0x15, 2, 0x19, (byte) 0xFC, -1, -1, -1, -1, 7, 0, 0, 0, 0, 0, 0, 0};
    refused(whole.withFooter(list));
    refused(whole.withFooter(new byte[0]));
    refused(whole.withFooter(new byte[10_000]));
  }

  @Test
  void aCellOfHundredsOfMegabytesGoesIntoQuarantine() throws IOException {
    byte[] file = new ForgedParquet(folder, new byte[200 << 20], 1).bytes();
    assertThat(file).hasSizeLessThan(30_000);
    ImageDecoder decoder =
        new ImageDecoder(new ImageFitter(new ImageShape(1, 8, 8)), RgbColor.of("#ffffff"), 100);
    SourceEntry entry = entries(file).get(0);
    assertThatThrownBy(() -> entry.pixels(decoder))
        .isInstanceOf(UnusableImageException.class)
        .hasMessageContaining("its 209715200 bytes are more than the 134217728 that are read");
  }

  @Test
  void aFileWithAnyByteChangedIsReadOrRefused() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      byte[] changed = whole.bytes().clone();
      int at = i % 2 == 0 ? random.nextInt(changed.length) : changed.length - 1 - i % 200;
      changed[at] = (byte) random.nextInt(256);
      try {
        assertThat(entries(changed)).isNotEmpty();
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage().lines()).hasSize(1);
      }
    }
  }

  private void refused(byte[] file) {
    assertThatThrownBy(() -> entries(file))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains("x.parquet")
        .hasLineCount(1);
  }

  private List<SourceEntry> entries(byte[] file) throws IOException {
    Path path = Files.write(Files.createTempDirectory(folder, "source").resolve("x.parquet"), file);
    Listing listing =
        new ParquetSource(path.toString(), "image", Optional.empty()).list(LocalSpark.session());
    List<SourceEntry> entries = new ArrayList<>();
    for (SourceSplit split : ListedSplits.of(listing.splits())) {
      try (Entries found = split.open(HADOOP)) {
        for (int i = 0; i < split.count(); i++) {
          entries.add(found.next());
        }
      }
    }
    return entries;
  }
}
