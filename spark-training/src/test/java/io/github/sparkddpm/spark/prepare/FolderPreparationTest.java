package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.image.RgbColor;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.prepare.PreparationProgress.Stage;
import io.github.sparkddpm.spark.source.FolderSource;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPreparationTest {

  private static final List<String> FILES =
      List.of("manifest.json", "preview.png", "shards/shard-00000.parquet");

  @TempDir private Path folder;

  @Test
  void aFolderSortedByClassGivesShardsOfMixedClasses() throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 4, 60);
    PreparedDataset dataset = prepare(images, Preparing.plan(Drawn.SHAPE, 8), "out");

    List<Integer> levels = Drawn.levels(dataset);
    for (int shard = 0; shard < 8; shard++) {
      int[] ofClass = new int[4];
      levels.subList(30 * shard, 30 * shard + 30).forEach(level -> ofClass[level / 60]++);
      // 7.5 on average, 2.2 the standard deviation.
      assertThat(Arrays.stream(ofClass)).allMatch(count -> count >= 1 && count <= 16);
    }
    assertThat(neighboursOfOneClass(levels)).isBetween(30L, 90L);
    assertThat(dataset.manifest().classNames()).containsExactly("a", "b", "c", "d");
    assertThat(Drawn.labels(dataset)).allSatisfy((level, label) -> same(label, level / 60));
  }

  @Test
  void aWidePictureKeepsTheMiddleOfItsColumnsAndAllItsRows() throws IOException {
    BufferedImage picture = new BufferedImage(60, 24, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 60 * 24; i++) {
      picture.setRGB(i % 60, i / 60, (3 * (i % 60) + 2 * (i / 60)) * 0x10101);
    }
    Path images = Files.createDirectories(folder.resolve("images"));
    ImageIO.write(picture, "png", images.resolve("wide.png").toFile());
    ImageShape shape = new ImageShape(1, 12, 20);
    byte[] pixels = new byte[shape.size()];

    PreparedDataset dataset = prepare(images, Preparing.plan(shape, 1), "out", false);

    Drawn.load(dataset).copyPixels(0, pixels, 0);
    assertThat(dataset.shape()).isEqualTo(shape);
    for (int i = 0; i < pixels.length; i++) {
      // The middle 40 of 60 columns are left, and four of their pixels make one.
      int left = 10 + 2 * (i % 20);
      int top = 2 * (i / 20);
      assertThat(pixels[i] & 0xFF).isEqualTo(3 * left + 2 * top + 3); // 2.5, rounded
    }
  }

  @Test
  void theSameIdsWhateverTheNumberOfTasks() throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 4, 60);
    Files.writeString(images.resolve("b/007.png"), "no picture");
    PreparationPlan one = Preparing.plan(Drawn.SHAPE, 3, 5, 0.01, 1);
    PreparationPlan four = Preparing.plan(Drawn.SHAPE, 3, 5, 0.01, 4);
    PreparedDataset first = prepare(images, one, "one");

    assertThat(Drawn.levels(prepare(images, four, "four"))).isEqualTo(Drawn.levels(first));
    for (String file : FILES) {
      assertThat(folder.resolve("four").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("one").resolve(file));
    }
  }

  @Test
  void anotherSeedIsAnotherOrderOfTheSameImages() throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 2, 20);
    List<Integer> first =
        Drawn.levels(prepare(images, Preparing.plan(Drawn.SHAPE, 1, 1, 0, 0), "1"));
    List<Integer> second =
        Drawn.levels(prepare(images, Preparing.plan(Drawn.SHAPE, 1, 2, 0, 0), "2"));

    assertThat(second).isNotEqualTo(first).hasSameElementsAs(first);
  }

  @Test
  void unusableImagesAreLeftOutAndListedWithTheReason() throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 2, 10);
    Files.writeString(images.resolve("a/003.png"), "no picture");
    Files.write(images.resolve("b/001.png"), Arrays.copyOf(Drawn.png(11), 45));
    Files.write(images.resolve("b/002.png"), claiming(60_000));
    Files.write(images.resolve("b/notes.txt"), new byte[3]);
    Files.write(images.resolve("b/.hidden.png"), new byte[3]);
    PreparedDataset dataset = prepare(images, Preparing.plan(Drawn.SHAPE, 2, 1, 0.15, 0), "out");

    assertThat(dataset.count()).isEqualTo(17);
    assertThat(dataset.manifest().quarantined()).isEqualTo(3);
    assertThat(dataset.manifest().source().entries()).isEqualTo(20);
    assertThat(dataset.manifest().labelCounts()).containsExactly(entry(0, 9L), entry(1, 8L));
    assertThat(Drawn.levels(dataset)).doesNotContain(3, 11, 12).doesNotHaveDuplicates();
    List<String> report = Files.readAllLines(folder.resolve("out/quarantine.jsonl"));
    assertThat(report).hasSize(3);
    assertThat(report.get(0)).contains("\"a/003.png\"", "it is no PNG, JPEG");
    assertThat(report.get(1)).contains("\"b/001.png\"", "its metadata cannot be read");
    assertThat(report.get(2)).contains("\"b/002.png\"", "60000x60000 pixels are more than");
  }

  @Test
  void tooManyUnusableImagesFailWithTheReportAndMendedOnesThenDo() throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 1, 10);
    Files.writeString(images.resolve("a/003.png"), "no picture");
    PreparationPlan strict = Preparing.plan(Drawn.SHAPE, 2, 1, 0.09, 0);

    assertThatThrownBy(() -> prepare(images, strict, "out"))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("1 of 10 images are unusable, more than the share of 0.09 allowed")
        .hasMessageContainingAll("a/003.png: it is no PNG", "prepare.max-quarantined-share");
    assertThat(folder.resolve("out")).isDirectoryContaining("glob:**/quarantine.jsonl");
    Files.write(images.resolve("a/003.png"), Drawn.png(3));
    assertThat(prepare(images, strict, "out").count()).isEqualTo(10);
    assertThat(folder.resolve("out/quarantine.jsonl")).doesNotExist();
  }

  /** 2.1 GB of pixels, in tests' JVMs of 2 GiB. */
  @Test
  void anImageThatMemoryDoesNotSufficeForEndsThePreparationByName() throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 1, 2);
    Files.write(images.resolve("a/001.png"), claiming(26_700));
    RgbColor white = RgbColor.of("#ffffff");
    PrepareConfig limitless = new PrepareConfig(white, Long.MAX_VALUE, 1, 1, 0);
    PreparationPlan plan = new PreparationPlan(Drawn.SHAPE, limitless, 1);

    assertThatThrownBy(() -> prepare(images, plan, "out"))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("Not enough memory to read and decode a/001.png")
        .hasMessageContainingAll("spark.executor.memory", "prepare.max-pixels");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void nothingButUnusableImagesFailWhateverIsAllowed() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.writeString(images.resolve("a.png"), "no picture");
    assertThatThrownBy(() -> prepare(images, Preparing.plan(Drawn.SHAPE, 1, 1, 1, 0), "out", false))
        .hasMessageStartingWith("1 of 1 images are unusable");
  }

  @Test
  void theSameFolderIsKeptAndAnotherOrOtherSettingsAreRefused() throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 2, 40);
    PreparedDataset first = prepare(images, Preparing.plan(Drawn.SHAPE, 2), "out");
    assertThat(prepare(images, Preparing.plan(Drawn.SHAPE, 2, 1, 1, 3), "out")).isEqualTo(first);

    assertThatThrownBy(() -> prepare(images, Preparing.plan(new ImageShape(3, 4, 4), 2), "out"))
        .hasMessageContaining("holds a dataset made with");
    assertThatThrownBy(() -> prepare(images, Preparing.plan(Drawn.SHAPE, 2, 9, 0, 0), "out"))
        .hasMessageContaining("seed=9");
    Files.write(images.resolve("b/001.png"), Drawn.png(200));
    assertThatThrownBy(() -> prepare(images, Preparing.plan(Drawn.SHAPE, 2), "out"))
        .hasMessageContaining("holds another dataset");
  }

  @Test
  void anImageWithoutAClassIsNamed() throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 1, 2);
    Files.write(images.resolve("stray.png"), Drawn.png(7));
    assertThatThrownBy(() -> prepare(images, Preparing.plan(Drawn.SHAPE, 1), "out"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("stray.png", "data.folder-labels=false");
    PreparedDataset unlabelled = prepare(images, Preparing.plan(Drawn.SHAPE, 1), "out", false);
    assertThat(Drawn.labels(unlabelled)).hasSize(3).allSatisfy((level, label) -> same(label, -1));
  }

  @Test
  void progressIsToldUpToTheLastImage() throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 1, 10);
    List<PreparationProgress> told = Collections.synchronizedList(new ArrayList<>());
    new DatasetPreparer(LocalSpark.session(), told::add)
        .prepare(
            new FolderSource(images.toString(), false),
            Preparing.plan(Drawn.SHAPE, 2),
            folder.resolve("out").toString());

    assertThat(told)
        .contains(
            new PreparationProgress(Stage.DECODING, 10, 10),
            new PreparationProgress(Stage.WRITING, 10, 10));
    Set<Stage> stages = new HashSet<>();
    told.forEach(progress -> stages.add(progress.stage()));
    assertThat(stages).containsExactlyInAnyOrder(Stage.DECODING, Stage.WRITING);
  }

  private PreparedDataset prepare(Path images, PreparationPlan plan, String out)
      throws IOException {
    return prepare(images, plan, out, true);
  }

  private PreparedDataset prepare(Path images, PreparationPlan plan, String out, boolean labelled)
      throws IOException {
    return Preparing.dataset(
        new FolderSource(images.toString(), labelled), plan, folder.resolve(out).toString());
  }

  private static void same(int found, int expected) {
    assertThat(found).isEqualTo(expected);
  }

  private static long neighboursOfOneClass(List<Integer> levels) {
    long same = 0;
    for (int i = 1; i < levels.size(); i++) {
      same += levels.get(i) / 60 == levels.get(i - 1) / 60 ? 1 : 0;
    }
    return same;
  }

  /** A file of a few bytes whose header claims a square of that side. */
  private static byte[] claiming(int side) throws IOException {
    byte[] png = Drawn.png(0);
    ByteBuffer.wrap(png).putInt(16, side).putInt(20, side);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    return png;
  }
}
