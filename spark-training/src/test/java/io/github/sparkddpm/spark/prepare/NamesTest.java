package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.IdxFixture;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.FolderSource;
import io.github.sparkddpm.spark.source.IdxSource;
import io.github.sparkddpm.spark.source.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of image files: none that a file may have loses its image. */
class NamesTest {

  private static final List<String> ANY =
      List.of(
          "12:30.png",
          "a:b/c:d.png",
          "100%.png",
          "%20.png",
          "%zz.png",
          "#1.png",
          "why?.png",
          "*.png",
          "[a-z].png",
          "{a,b}.png",
          "back\\slash.png",
          " leading.png",
          " / .png",
          "new\nline.png",
          "\u001b[31mred.png",
          "\u732b/\u72ac.png",
          "e\u0301.png",
          "\u00e9.png",
          "\ud83d\udc31.png",
          "~.png",
          "a+b&c=d;e.png",
          "'quoted\".png",
          "$HOME.png",
          "d..ots/x..png",
          "deep/er/and/deeper.PNG");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"images", "12:30 [a] %20 #?"})
  void everyNameOfAFileOrFolderIsRead(String root) throws IOException {
    Path images = folder.resolve(root);
    for (int i = 0; i < ANY.size(); i++) {
      write(images.resolve(ANY.get(i)), Drawn.png(i));
    }
    PreparedDataset dataset = prepare(images);

    assertThat(Drawn.levels(dataset)).hasSize(ANY.size()).doesNotHaveDuplicates();
    assertThat(dataset.manifest().quarantined()).isZero();
    assertThat(dataset.manifest().source().passedOver()).isEmpty();
  }

  @Test
  void anotherFileSystemReadsThemToo() throws IOException {
    Path images = folder.resolve("images");
    for (int i = 0; i < ANY.size(); i++) {
      write(images.resolve(ANY.get(i)), Drawn.png(i));
    }
    Configuration hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
    FailingFileSystem.register(hadoop, "/");
    PreparedDataset dataset =
        Preparing.dataset(
            new FolderSource("failing://" + images, false), Drawn.SHAPE, 1, folder.resolve("out"));

    assertThat(Drawn.levels(dataset)).hasSize(ANY.size()).doesNotHaveDuplicates();
    assertThat(dataset.manifest().quarantined()).isZero();
  }

  @Test
  void whatIsPassedOverIsCountedByTheReason() throws IOException {
    Path images = folder.resolve("images");
    write(images.resolve("_DSC0002.JPG"), Drawn.png(1));
    write(images.resolve("_raw/a.TIF"), Drawn.png(2));
    write(images.resolve("a.Png"), Drawn.png(3));
    write(images.resolve(".hidden.png"), Drawn.png(4));
    write(images.resolve(".git/b.png"), Drawn.png(5));
    write(images.resolve(".git/c.png"), Drawn.png(6));
    write(images.resolve("notes.txt"), new byte[1]);
    write(images.resolve("png"), new byte[1]);
    write(images.resolve("_SUCCESS"), new byte[0]);
    write(images.resolve("_temporary/0/d.png"), Drawn.png(7));
    PreparedDataset dataset = prepare(images);

    assertThat(Drawn.levels(dataset)).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(dataset.manifest().source().passedOver())
        .containsExactly(entry("bookkeeping", 2L), entry("hidden", 2L), entry("otherName", 2L));
    assertThat(listing(images).passedOver().description())
        .isEqualTo(
            "2 with hidden names (such as .git), 2 of Spark's and Hadoop's own (such as _SUCCESS),"
                + " 2 with other names (such as notes.txt)");
  }

  @Test
  void controlCharactersAreEscapedInMessages() throws IOException {
    Path images = folder.resolve("images");
    write(images.resolve("a\nINFO forged\u001b[2J.png"), new byte[5]);
    write(images.resolve(".\r\n.png"), new byte[5]);

    assertThatThrownBy(() -> prepare(images))
        .hasMessageContaining("a\\u000aINFO forged\\u001b[2J.png: it is no PNG")
        .hasMessageNotContainingAny("\n", "\u001b");
    assertThat(listing(images).passedOver().description()).contains(".\\u000d\\u000a.png");
  }

  @Test
  void aChecksumFileOlderThanItsFileMakesNoFileUnusable() throws IOException {
    Path images = folder.resolve("images");
    write(images.resolve("a.png"), Drawn.png(3));
    staleChecksum(images.resolve("a.png"));
    Path pixels = Files.write(folder.resolve("images-idx3"), IdxFixture.images(9));
    Path labels = Files.write(folder.resolve("labels-idx1"), IdxFixture.labels(9));
    staleChecksum(pixels);
    staleChecksum(labels);
    IdxSource idx = new IdxSource(pixels.toString(), Optional.of(labels.toString()));

    assertThat(Drawn.levels(prepare(images))).containsExactly(3);
    assertThat(Preparing.dataset(idx, IdxFixture.SHAPE, 1, folder.resolve("idx")).count())
        .isEqualTo(9);
  }

  @Test
  void aNameThatIsNotUtf8IsQuarantinedNotLost() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images"));
    Files.write(images.resolve("a.png"), Drawn.png(3));
    new ProcessBuilder("bash", "-c", "cp \"$0/a.png\" \"$0\"/$'caf\\xe9.png'", images.toString())
        .start()
        .waitFor();
    PreparedDataset dataset =
        Preparing.dataset(
            new FolderSource(images.toString(), false),
            Preparing.plan(Drawn.SHAPE, 1, 1, 0.5, 0),
            folder.resolve("out").toString());

    assertThat(Drawn.levels(dataset)).containsExactly(3);
    assertThat(folder.resolve("out/quarantine.jsonl"))
        .content()
        .contains("caf", "its name is not UTF-8");
  }

  static void staleChecksum(Path file) throws IOException {
    Files.write(
        file.resolveSibling("." + file.getFileName() + ".crc"),
        new byte[] {'c', 'r', 'c', 0, 0, 0, 2, 0, 1, 2, 3, 4});
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static Listing listing(Path images) throws IOException {
    return new FolderSource(images.toString(), false).list(LocalSpark.session());
  }

  private PreparedDataset prepare(Path images) throws IOException {
    return Preparing.dataset(
        new FolderSource(images.toString(), false), Drawn.SHAPE, 1, folder.resolve("out"));
  }
}
