package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.FolderSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of images that links lead into, out of and around in. */
class LinksTest {

  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void drawSixImages() throws IOException {
    images = Drawn.folders(folder.resolve("images"), 2, 3);
  }

  @Test
  void linksInCirclesMultiplyNothing() throws IOException {
    Files.createSymbolicLink(images.resolve("loop"), Path.of("."));
    Files.createSymbolicLink(images.resolve("a/loop"), Path.of(".."));
    Files.createSymbolicLink(images.resolve("b/loop"), images.resolve("a"));
    PreparedDataset dataset = prepare(false);

    assertThat(Drawn.levels(dataset)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    assertThat(dataset.manifest().source().passedOver()).containsExactly(entry("readAlready", 3L));
  }

  @Test
  void aFileThatSeveralLinksLeadToCountsOnce() throws IOException {
    Path elsewhere = Files.write(folder.resolve("elsewhere.png"), Drawn.png(9));
    Files.createSymbolicLink(images.resolve("a/again.png"), images.resolve("b/000.png"));
    Files.createSymbolicLink(images.resolve("a/one.png"), elsewhere);
    Files.createSymbolicLink(images.resolve("b/two.png"), elsewhere);
    PreparedDataset dataset = prepare(true);

    assertThat(Drawn.levels(dataset)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 9);
    assertThat(Drawn.labels(dataset)).contains(entry(3, 1), entry(9, 0));
    assertThat(dataset.manifest().source().passedOver()).containsExactly(entry("readAlready", 2L));
  }

  @Test
  void aFileReachedByALinkToItAndByOneToItsFolderCountsOnce() throws IOException {
    Path store = Drawn.folders(folder.resolve("store"), 1, 1);
    Files.createSymbolicLink(images.resolve("a/x.png"), store.resolve("a/000.png"));
    Files.createSymbolicLink(images.resolve("z"), store);
    Files.write(store.resolve("a/000.png"), Drawn.png(8));
    PreparedDataset dataset = prepare(true);

    assertThat(Drawn.labels(dataset)).hasSize(7).contains(entry(8, 2));
    assertThat(dataset.manifest().classNames()).containsExactly("a", "b", "z");
  }

  @Test
  void aLinkToAFileUnderANameThatIsPassedOverIsRead() throws IOException {
    Path blob = Files.write(images.resolve("b/3f2a"), Drawn.png(7));
    Files.createSymbolicLink(images.resolve("a/seven.png"), blob);
    PreparedDataset dataset = prepare(true);

    assertThat(Drawn.levels(dataset)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 7);
    assertThat(dataset.manifest().source().passedOver()).containsExactly(entry("otherName", 1L));
  }

  @Test
  void linksToNothingAreQuarantined() throws IOException {
    Files.createSymbolicLink(images.resolve("a/gone.png"), Path.of("nowhere.png"));
    Files.createSymbolicLink(images.resolve("b/round.png"), Path.of("round.png"));
    Files.createSymbolicLink(images.resolve("c"), Path.of("/mnt/unmounted/c"));
    Files.createSymbolicLink(images.resolve("b/notes.txt"), Path.of("nowhere.txt"));
    PreparedDataset dataset = prepare(true);

    assertThat(dataset.count()).isEqualTo(6);
    assertThat(dataset.manifest().classNames()).containsExactly("a", "b");
    assertThat(dataset.manifest().source().passedOver()).containsExactly(entry("otherName", 1L));
    assertThat(Files.readAllLines(folder.resolve("out/quarantine.jsonl")))
        .satisfiesExactly(
            line -> assertThat(line).contains("a/gone.png", "it is a link to nowhere.png"),
            line -> assertThat(line).contains("b/round.png", "it is a link to round.png"),
            line -> assertThat(line).contains("\"c\"", "it is a link to /mnt/unmounted/c"));
  }

  @Test
  void aPipeIsNotWaitedFor() throws Exception {
    new ProcessBuilder("mkfifo", images.resolve("a/pipe.png").toString()).start().waitFor();
    PreparedDataset dataset = prepare(true);

    assertThat(dataset.count()).isEqualTo(6);
    assertThat(folder.resolve("out/quarantine.jsonl"))
        .content()
        .contains("a/pipe.png", "it is no regular file");
  }

  @Test
  void theFolderItselfMayBeALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), images);
    PreparedDataset dataset =
        Preparing.dataset(
            new FolderSource(link.toString(), true), Drawn.SHAPE, 1, folder.resolve("out"));

    assertThat(dataset.count()).isEqualTo(6);
    assertThat(dataset.manifest().source().name()).isEqualTo("link");
  }

  @Test
  void aFileIsNoFolder() {
    assertThatThrownBy(
            () ->
                Preparing.dataset(
                    new FolderSource(images.resolve("a/000.png").toString(), false),
                    Drawn.SHAPE,
                    1,
                    folder.resolve("out")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a/000.png is a file, expected a folder of images");
  }

  private PreparedDataset prepare(boolean labelled) throws IOException {
    return Preparing.dataset(
        new FolderSource(images.toString(), labelled),
        Preparing.plan(Drawn.SHAPE, 1, 1, 0.5, 2),
        folder.resolve("out").toString());
  }
}
