package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.spark.data.DatasetManifest;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import io.github.sparkddpm.spark.data.DatasetManifest.Source;
import io.github.sparkddpm.spark.data.IdxFixture;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.data.ShardReader;
import io.github.sparkddpm.spark.prepare.PreparationProgress.Stage;
import io.github.sparkddpm.spark.source.IdxSource;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetPreparerTest {

  private static final Configuration HADOOP = new Configuration();
  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    spark = LocalSpark.session();
  }

  @Test
  void theBundledDigitsBecomeADataset() throws IOException {
    DatasetManifest manifest =
        Preparing.dataset(IdxFixture.DIGITS, new ImageShape(1, 28, 28), 3, out()).manifest();
    assertThat(manifest.count()).isEqualTo(10_000);
    assertThat(manifest.shape()).isEqualTo(new ImageShape(1, 28, 28));
    assertThat(manifest.shards()).extracting(Shard::firstId).containsExactly(0L, 3333L, 6666L);
    assertThat(manifest.labelCounts())
        .containsExactly(
            entry(0, 1001L),
            entry(1, 1127L),
            entry(2, 991L),
            entry(3, 1032L),
            entry(4, 980L),
            entry(5, 863L),
            entry(6, 1014L),
            entry(7, 1070L),
            entry(8, 944L),
            entry(9, 978L));
    assertThat(manifest.source())
        .isEqualTo(
            new Source(
                "idx",
                "digits-images-idx3-ubyte.gz",
                10_000,
                "198bfa35c3f9e2e7a0526847706dfa0498d2391c3034af0fa2f637dfbc937927",
                new TreeMap<>()));
    assertThat(manifest.quarantined()).isZero();
    BufferedImage preview = ImageIO.read(out().resolve("preview.png").toFile());
    assertThat(preview.getWidth()).isEqualTo(10 * 58 - 2);
    assertThat(preview.getHeight()).isEqualTo(10 * 58 - 2);
  }

  @Test
  void everyImageKeepsItsIdLabelAndPixels() throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(11), IdxFixture.labels(11));
    PreparedDataset dataset = prepare(source, 3);
    ImageSet images = new ShardReader(dataset, HADOOP).load(new ImageRange(0, dataset.count()));
    assertThat(images.count()).isEqualTo(11);
    int[] order = IdxFixture.order(11);
    for (int i = 0; i < 11; i++) {
      assertThat(images.id(i)).isEqualTo(i);
      assertThat(images.label(i)).hasValue(order[i] % 3);
      assertThat(PixelScaling.unscale(images.batch(i))).isEqualTo(IdxFixture.pixels(order[i]));
    }
  }

  @Test
  void sparkReadsTheShardsAsADataFrame() throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(5), IdxFixture.labels(5));
    prepare(source, 2);
    Dataset<Row> frame = spark.read().parquet(out().resolve("shards").toString());
    assertThat(frame.columns()).containsExactly("id", "label", "image");
    Row last = frame.orderBy("id").collectAsList().get(4);
    assertThat(last.getLong(0)).isEqualTo(4);
    int image = IdxFixture.order(5)[4];
    assertThat(last.getInt(1)).isEqualTo(image % 3);
    assertThat(last.<byte[]>getAs("image")).isEqualTo(IdxFixture.pixels(image));
  }

  @Test
  void withoutLabelsNoImageHasOne() throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(4));
    PreparedDataset dataset = prepare(source, 1);
    assertThat(dataset.manifest().labelCounts()).isEmpty();
    assertThat(dataset.manifest().shards()).hasSize(1);
    ImageSet images = new ShardReader(dataset, HADOOP).load(new ImageRange(0, dataset.count()));
    assertThat(images.label(3)).isEmpty();
  }

  @Test
  void theSameSourceGivesTheSameBytes() throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(11), IdxFixture.labels(11));
    prepare(source, 2);
    Path again = folder.resolve("again");
    Preparing.dataset(source, IdxFixture.SHAPE, 2, again);
    for (String file :
        new String[] {
          "manifest.json", "preview.png", "shards/shard-00000.parquet", "shards/shard-00001.parquet"
        }) {
      assertThat(again.resolve(file)).hasSameBinaryContentAs(out().resolve(file));
    }
  }

  @Test
  void theDigestIsOfTheImagesAndNotOfTheirShards() throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(11), IdxFixture.labels(11));
    String digest = prepare(source, 2).manifest().digest();

    assertThat(digestOf(IdxFixture.images(11), IdxFixture.labels(11), 5)).isEqualTo(digest);
    byte[] otherPixel = IdxFixture.images(11);
    otherPixel[otherPixel.length - 1]++;
    assertThat(digestOf(otherPixel, IdxFixture.labels(11), 2)).isNotEqualTo(digest);
    byte[] otherLabel = IdxFixture.labels(11);
    otherLabel[otherLabel.length - 1]++;
    assertThat(digestOf(IdxFixture.images(11), otherLabel, 2)).isNotEqualTo(digest);
  }

  private String digestOf(byte[] images, byte[] labels, int shards) throws IOException {
    Path other = Files.createTempDirectory(folder, "other");
    IdxSource source = IdxFixture.source(other, images, labels);
    return Preparing.dataset(source, IdxFixture.SHAPE, shards, other.resolve("dataset"))
        .manifest()
        .digest();
  }

  @Test
  void whatADeadAttemptLeavesAmongTheShardsIsDeleted() throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(11));
    Path shards = out().resolve("shards");
    new DatasetPreparer(
            spark,
            progress -> {
              if (progress.stage() == Stage.WRITING) {
                leave(shards.resolve(".shard-00000-9.parquet.unfinished"));
                leave(shards.resolve("shard-00001-9.parquet"));
              }
            })
        .prepare(source, Preparing.plan(IdxFixture.SHAPE, 2), out().toString());

    assertThat(names(shards))
        .containsExactlyInAnyOrder("shard-00000.parquet", "shard-00001.parquet");
  }

  private static void leave(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "half a shard");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void preparingAgainKeepsWhatIsThere() throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(11), IdxFixture.labels(11));
    PreparedDataset first = prepare(source, 2);
    var modified = Files.getLastModifiedTime(out().resolve("manifest.json"));
    PreparedDataset second = prepare(source, 2);
    assertThat(second).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(out().resolve("manifest.json"))).isEqualTo(modified);
  }

  @Test
  void anotherDatasetIsNotOverwritten() throws IOException {
    prepare(IdxFixture.source(folder, IdxFixture.images(11)), 2);
    IdxSource other = IdxFixture.source(folder, IdxFixture.images(12));
    assertThatThrownBy(() -> prepare(other, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Output folder file:%s holds another dataset, made of images.idx (11 images): name another folder"
                .formatted(out()));
    IdxSource same = IdxFixture.source(folder, IdxFixture.images(11));
    assertThatThrownBy(() -> prepare(same, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds this dataset in 2 shards, not 4");
    assertThat(PreparedDataset.open(out().toString(), HADOOP).count()).isEqualTo(11);
  }

  @Test
  void aFolderWithOtherFilesIsRefusedAndLeftAlone() throws IOException {
    Files.createDirectory(out());
    Files.writeString(out().resolve("thesis.txt"), "years of work");
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(3));
    assertThatThrownBy(() -> prepare(source, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "Output folder file:%s holds other files (thesis.txt)".formatted(out()));
    assertThat(out().resolve("thesis.txt")).hasContent("years of work");
  }

  @Test
  void whatAKilledPreparationLeftIsReplaced() throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(11));
    PreparedDataset whole = prepare(source, 2);
    Files.delete(out().resolve("manifest.json"));
    Files.writeString(out().resolve("shards/.shard-00009.parquet.unfinished"), "half a shard");
    Files.writeString(out().resolve("shards/shard-00001-17.parquet"), "another attempt's");

    PreparedDataset again = prepare(source, 2);
    assertThat(again).isEqualTo(whole);
    assertThat(names(out().resolve("shards")))
        .containsExactlyInAnyOrder("shard-00000.parquet", "shard-00001.parquet");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void aPreparationKilledWhileItWroteTheManifestIsReplaced(int bytes) throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(11));
    PreparedDataset whole = prepare(source, 2);
    byte[] manifest = Files.readAllBytes(out().resolve("manifest.json"));
    Files.write(out().resolve("manifest.json"), Arrays.copyOf(manifest, bytes));
    Files.write(out().resolve(".manifest.json.unfinished"), Arrays.copyOf(manifest, bytes));

    assertThat(prepare(source, 2)).isEqualTo(whole);
    assertThat(out().resolve("manifest.json")).hasBinaryContent(manifest);
    assertThat(out().resolve(".manifest.json.unfinished")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"thesis.txt", "shards/thesis.txt"})
  void anUnfinishedPreparationWithOtherFilesIsLeftAlone(String foreign) throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(11));
    prepare(source, 2);
    Files.delete(out().resolve("manifest.json"));
    Files.writeString(out().resolve(foreign), "years of work");

    assertThatThrownBy(() -> prepare(source, 2))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("holds other files (thesis.txt)");
    assertThat(out().resolve(foreign)).hasContent("years of work");
    assertThat(out().resolve("shards/shard-00001.parquet")).exists();
  }

  @Test
  void aBadSourceLeavesNothingBehind() throws IOException {
    byte[] whole = IdxFixture.images(11);
    IdxSource truncated = IdxFixture.source(folder, Arrays.copyOf(whole, whole.length - 3));
    assertThatThrownBy(() -> prepare(truncated, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("images.idx", "truncated: it ends after 10 of 11 images");
    IdxSource unequal = IdxFixture.source(folder, whole, IdxFixture.labels(10));
    assertThatThrownBy(() -> prepare(unequal, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("holds 11 images", "holds 10 labels");
    assertThat(out()).doesNotExist();
  }

  @Test
  void aMissingSourceIsNamed() {
    IdxSource missing = new IdxSource(folder.resolve("nowhere.gz").toString(), Optional.empty());
    assertThatThrownBy(() -> prepare(missing, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("No IDX file of images at", "nowhere.gz", "correct the path");
  }

  @Test
  void moreShardsThanImagesAreRefused() throws IOException {
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(3));
    assertThatThrownBy(() -> prepare(source, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot cut 3 images into 4 shards: set data.shards to 1 up to 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shard-00001", "preview.png", "manifest.json"})
  void aFailureAtAnyFileLeavesNothingBehind(String file) throws IOException {
    assertThatThrownBy(() -> prepareOnDiskFullAt(file))
        .isInstanceOf(OutputWriteException.class)
        .hasMessageContainingAll("Cannot write failing:", "No space left on device; make room");
    assertThat(out()).doesNotExist();
  }

  @Test
  void aLocalDiskThatIsFullLeavesNothingBehindEither() throws IOException {
    FailingFileSystem.registerFull(spark.sparkContext().hadoopConfiguration(), 100);
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(11));
    PreparationPlan plan = Preparing.plan(IdxFixture.SHAPE, 2);
    assertThatThrownBy(() -> Preparing.dataset(source, plan, "failing:" + out()))
        .isInstanceOf(OutputWriteException.class)
        .hasMessageContainingAll("/_decoded/", ": No space left on device; make room");
    assertThat(out()).doesNotExist();
  }

  @Test
  void aFailureEmptiesAFolderThatWasThereBefore() throws IOException {
    Files.createDirectory(out());
    assertThatThrownBy(() -> prepareOnDiskFullAt("manifest.json")).isInstanceOf(IOException.class);
    assertThat(out()).isEmptyDirectory();
  }

  private void prepareOnDiskFullAt(String file) throws IOException {
    FailingFileSystem.register(spark.sparkContext().hadoopConfiguration(), file);
    IdxSource source = IdxFixture.source(folder, IdxFixture.images(11));
    Preparing.dataset(source, Preparing.plan(IdxFixture.SHAPE, 2), "failing:" + out());
  }

  private PreparedDataset prepare(IdxSource source, int shards) throws IOException {
    return Preparing.dataset(source, IdxFixture.SHAPE, shards, out());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private Path out() {
    return folder.resolve("dataset");
  }
}
