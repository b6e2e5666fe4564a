package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.FolderSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of more files than the driver lists by itself. */
class LargeFolderTest {

  private static final int IMAGES = 200;

  @TempDir private Path folder;
  private Path images;

  /** Images in nested folders, and everything that is not read. */
  @BeforeEach
  void draw() throws IOException {
    images = folder.resolve("images");
    for (int i = 0; i < IMAGES; i++) {
      write("%s/%s/%s.png".formatted(i % 7, i % 3, i), Drawn.png(i));
    }
    write("3/damaged.png", new byte[10]);
    write(".hidden/a.png", Drawn.png(1));
    write(".hidden/b/c.png", Drawn.png(1));
    write("2/.b.png", Drawn.png(1));
    write("2/_temporary/x.png", Drawn.png(1));
    write("5/notes.txt", new byte[1]);
  }

  @Test
  void executorsListTheSameDatasetAsTheDriver() throws IOException {
    Files.createSymbolicLink(images.resolve("4/loop"), Path.of(".."));
    Files.createSymbolicLink(images.resolve("4/again.png"), images.resolve("0/0/0.png"));
    Files.createSymbolicLink(images.resolve("lost"), Path.of("nowhere"));
    PreparedDataset ofDriver = prepare(images.toString(), Integer.MAX_VALUE, "driver");
    PreparedDataset ofExecutors = prepare(images.toString(), 10, "executors");

    assertThat(ofDriver.manifest().source().passedOver())
        .containsOnly(
            entry("hidden", 2L),
            entry("bookkeeping", 1L),
            entry("otherName", 1L),
            entry("readAlready", 2L));
    assertSame(ofExecutors, ofDriver);
  }

  @Test
  void anotherFileSystemIsListedByExecutorsToo() throws IOException {
    Configuration hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
    FailingFileSystem.register(hadoop, "/");
    String elsewhere = "failing://" + images;

    assertSame(
        prepare(elsewhere, 10, "executors"), prepare(elsewhere, Integer.MAX_VALUE, "driver"));
  }

  @Test
  void aFolderWithoutImagesSaysWhatItHolds() {
    assertThatThrownBy(() -> list(images.resolve(".hidden/b"), "c.png"))
        .hasMessageContaining("No images in")
        .hasMessageContaining("1 with other names");
  }

  @Test
  void anImageThatNoFolderNamesTheClassOfIsNamed() throws IOException {
    write("loose.png", Drawn.png(1));
    write("zoose.png", Drawn.png(1));

    assertThatThrownBy(
            () -> new FolderSource(images.toString(), true, 10).list(LocalSpark.session()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The image loose.png lies in");
  }

  private static void list(Path folder, String renamed) throws IOException {
    Files.move(folder.resolve(renamed), folder.resolve("notes.txt"));
    new FolderSource(folder.toString(), false, 0).list(LocalSpark.session());
  }

  private static void assertSame(PreparedDataset one, PreparedDataset other) {
    assertThat(one.count()).isEqualTo(IMAGES);
    assertThat(one.manifest().digest()).isEqualTo(other.manifest().digest());
    assertThat(one.manifest().source()).isEqualTo(other.manifest().source());
    assertThat(one.manifest().classNames()).isEqualTo(other.manifest().classNames());
    assertThat(one.manifest().labelCounts()).isEqualTo(other.manifest().labelCounts());
  }

  private PreparedDataset prepare(String source, int mostOnDriver, String name) throws IOException {
    return Preparing.dataset(
        new FolderSource(source, true, mostOnDriver),
        Preparing.plan(Drawn.SHAPE, 2, 1, 0.5, 0),
        folder.resolve(name).toString());
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = images.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
