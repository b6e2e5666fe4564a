package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.FolderSource;
import io.github.sparkddpm.spark.source.Listing;
import io.github.sparkddpm.spark.source.SourceFormat;
import io.github.sparkddpm.spark.source.SourceOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zip files of images, listed and read by Spark. */
class ZipPreparationTest {

  private static final int DIRECTORY_ENTRY = 0x02014B50;
  private static final int FLAGS = 8;
  private static final int METHOD = 10;
  private static final int CHECKSUM = 16;
  private static final int SIZE = 24;
  private static final int NAME = 46;

  @TempDir private Path folder;

  @BeforeEach
  void folderOfZips() throws IOException {
    Files.createDirectory(folder.resolve("zips"));
  }

  @Test
  void theImagesOfAFolderInTheSameOrderAreTheSameDataset() throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 2, 10);
    PreparedDataset expected =
        Preparing.dataset(
            new FolderSource(images.toString(), true),
            Preparing.plan(Drawn.SHAPE, 1),
            folder.resolve("expected").toString());
    for (char name : new char[] {'a', 'b'}) {
      try (ZipOutputStream zip = zip(name + ".zip")) {
        put(zip, name + "/", new byte[0]);
        for (int i = 0; i < 10; i++) {
          put(
              zip,
              String.format(Locale.ROOT, "%s/%03d.png", name, i),
              Drawn.png(i + 10 * (name - 'a')));
        }
      }
    }
    PreparedDataset zips = prepare(true);

    assertThat(zips.manifest().digest()).isEqualTo(expected.manifest().digest());
    assertThat(zips.manifest().classNames()).containsExactly("a", "b");
    assertThat(list(true).description()).isEqualTo("20 images in 2 zip files, of 2 classes");
  }

  @Test
  void whatIsNoImageIsCountedByReason() throws IOException {
    try (ZipOutputStream zip = zip("0.zip")) {
      put(zip, "a.png", Drawn.png(0));
      put(zip, "__MACOSX/._a.png", new byte[9]);
      put(zip, ".DS_Store", new byte[9]);
      put(zip, "notes.txt", new byte[9]);
    }
    zip("empty.zip").close();
    assertThat(list(false).passedOver().byKey())
        .containsOnly(entry("hidden", 2L), entry("otherName", 1L), entry("empty", 1L));
  }

  @Test
  void entriesThatCannotBeReadAreListedWithTheReason() throws IOException {
    byte[] file = eightImages();
    ByteBuffer zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int[] entries = directory(zip);
    zip.putShort(entries[0] + FLAGS, (short) (zip.getShort(entries[0] + FLAGS) | 1));
    zip.putShort(entries[1] + METHOD, (short) 99);
    zip.putInt(entries[2] + CHECKSUM, 1);
    zip.putInt(entries[3] + SIZE, (128 << 20) + 1);
    zip.putInt(entries[4] + SIZE, 20); // Less than it unpacks to, as a bomb claims.
    Files.write(folder.resolve("zips/0.zip"), file);
    PreparedDataset dataset = prepare(false);

    assertThat(Drawn.levels(dataset)).containsExactlyInAnyOrder(5, 6, 7);
    assertThat(Files.readAllLines(folder.resolve("out/quarantine.jsonl")))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"0.zip/0.png\"", "it is encrypted"),
            line -> assertThat(line).contains("it is compressed by method 99"),
            line -> assertThat(line).contains("not those that the zip has the checksum of"),
            line -> assertThat(line).contains("134217729 bytes are more than the"),
            line -> assertThat(line).contains("\"0.zip/4.png\"", "checksum"));
  }

  @Test
  void oneNameTwiceIsRefused() throws IOException {
    byte[] file = eightImages();
    ByteBuffer zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    zip.put(directory(zip)[1] + NAME, (byte) '0');
    Files.write(folder.resolve("zips/0.zip"), file);
    assertThatThrownBy(() -> list(false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("Bad zip file ", "0.zip: 0.png is in it twice");
  }

  @Test
  void aZipCutAnywhereIsRefused() throws IOException {
    byte[] whole = eightImages();
    for (int cut = 0; cut < whole.length; cut += 1 + whole.length / 10) {
      Files.write(folder.resolve("zips/0.zip"), Arrays.copyOf(whole, cut));
      assertThatThrownBy(() -> list(false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("0.zip is no whole zip file", "fetch it again")
          .message()
          .hasLineCount(1);
    }
  }

  private byte[] eightImages() throws IOException {
    try (ZipOutputStream zip = zip("0.zip")) {
      for (int i = 0; i < 8; i++) {
        put(zip, i + ".png", Drawn.png(i));
      }
    }
    return Files.readAllBytes(folder.resolve("zips/0.zip"));
  }

  /** Returns where the entries of the directory begin. */
  private static int[] directory(ByteBuffer zip) {
    List<Integer> entries = new ArrayList<>();
    for (int i = 0; i < zip.capacity() - Integer.BYTES; i++) {
      if (zip.getInt(i) == DIRECTORY_ENTRY) {
        entries.add(i);
      }
    }
    return entries.stream().mapToInt(Integer::intValue).toArray();
  }

  private ZipOutputStream zip(String name) throws IOException {
    return new ZipOutputStream(
        Files.newOutputStream(folder.resolve("zips").resolve(name)), StandardCharsets.UTF_8);
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  private Listing list(boolean folders) throws IOException {
    return options(folders).source(new Configuration()).list(LocalSpark.session());
  }

  private PreparedDataset prepare(boolean folders) throws IOException {
    return Preparing.dataset(
        options(folders).source(new Configuration()),
        Preparing.plan(Drawn.SHAPE, 1, 1, 1, 0),
        folder.resolve("out").toString());
  }

  private SourceOptions options(boolean folders) {
    String zips = folder.resolve("zips").toString();
    return new SourceOptions(SourceFormat.AUTO, zips, "", folders, "image", "", List.of());
  }
}
