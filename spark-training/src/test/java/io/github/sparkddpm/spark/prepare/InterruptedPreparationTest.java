package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.DatasetFolder;
import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.IdxFixture;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.FolderSource;
import io.github.sparkddpm.spark.source.Listing;
import io.github.sparkddpm.spark.source.RawSource;
import io.github.sparkddpm.spark.source.TableSource;
import io.github.sparkddpm.spark.source.table.TableQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedPreparationTest {

  private static final SparkSession SPARK = LocalSpark.session();
  private static final Configuration HADOOP = SPARK.sparkContext().hadoopConfiguration();
  private static final int IMAGES = 11;

  @TempDir private Path folder;
  private RawSource source;
  private PreparationPlan plan;

  @BeforeEach
  void write() throws IOException {
    source = IdxFixture.source(folder, IdxFixture.images(IMAGES), IdxFixture.labels(IMAGES));
    plan = Preparing.plan(IdxFixture.SHAPE, 2);
  }

  @Test
  void anInterruptedPreparationEndsAsAnUndisturbedOneAndLeavesNoDecodedImages() throws IOException {
    decode(plan);
    assertThat(decodedFiles()).isNotEmpty();
    PreparedDataset resumed = prepare(plan, out());
    PreparedDataset undisturbed = prepare(plan, folder.resolve("undisturbed"));
    assertThat(resumed.manifest()).isEqualTo(undisturbed.manifest());
    assertThat(out().resolve("_decoded")).doesNotExist();
  }

  @Test
  void imagesThatWereDecodedAreNotDecodedAgain() throws IOException {
    decode(plan);
    blacken(decodedFiles().get(0));
    assertThat(prepare(plan, out()).manifest().digest())
        .as("made of the blackened images of one file")
        .isNotEqualTo(prepare(plan, folder.resolve("undisturbed")).manifest().digest());
  }

  @Test
  void anImageThatChangedMeanwhileIsDecodedAgain() throws IOException {
    decode(plan);
    byte[] images = IdxFixture.images(IMAGES);
    images[images.length - 1]++;
    source = IdxFixture.source(folder, images, IdxFixture.labels(IMAGES));
    assertThat(prepare(plan, out()).manifest())
        .isEqualTo(prepare(plan, folder.resolve("undisturbed")).manifest());
  }

  @Test
  void aDamagedFileOfDecodedImagesIsNotUsed() throws IOException {
    decode(plan);
    for (Path file : decodedFiles()) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 3]++;
      Files.write(file, bytes);
    }
    assertThat(prepare(plan, out()).manifest())
        .isEqualTo(prepare(plan, folder.resolve("undisturbed")).manifest());
  }

  @Test
  void otherSettingsBeginAnew() throws IOException {
    decode(plan);
    decodedFiles().forEach(this::blacken);
    PreparationPlan larger = Preparing.plan(new ImageShape(3, 9, 9), 2);
    assertThat(prepare(larger, out()).manifest())
        .isEqualTo(prepare(larger, folder.resolve("undisturbed")).manifest());
  }

  @Test
  void anotherNumberOfTasksGoesOnToo() throws IOException {
    decode(Preparing.plan(IdxFixture.SHAPE, 2, Preparing.SEED, 0.01, 1));
    assertThat(decodedFiles()).hasSize(1);
    PreparationPlan more = Preparing.plan(IdxFixture.SHAPE, 2, Preparing.SEED, 0.01, 4);
    assertThat(prepare(more, out()).manifest())
        .isEqualTo(prepare(plan, folder.resolve("undisturbed")).manifest());
  }

  @Test
  void aStorageThatDoesNotAnswerKeepsWhatIsDecoded() throws IOException {
    Path images = Drawn.folders(folder.resolve("images"), 2, 3);
    source = new FolderSource("failing:" + images, true);
    FailingFileSystem.register(HADOOP, "/");
    decode(plan);
    List<Path> decoded = decodedFiles();
    FailingFileSystem.registerUnreadable(HADOOP, lastImage(images));
    assertThatThrownBy(() -> prepare(plan, out())).isInstanceOf(SparkException.class);
    assertThat(decodedFiles()).containsAll(decoded);
    FailingFileSystem.register(HADOOP, "/");
    assertThat(prepare(plan, out()).manifest())
        .isEqualTo(prepare(plan, folder.resolve("undisturbed")).manifest());
  }

  @Test
  void aTableThatIsSortedAnewGoesOnToo() throws IOException {
    Tables.files(2, 6).createOrReplaceTempView("interrupted");
    source =
        new TableSource(
            new TableQuery("interrupted"), "image", Optional.of("kind"), List.of("file"));
    plan = Preparing.plan(Drawn.SHAPE, 2);
    decode(plan);
    decodedFiles().forEach(this::blacken);
    Tables.files(2, 6).repartition(5).createOrReplaceTempView("interrupted");
    assertThat(prepare(plan, out()).manifest())
        .as("made of the blackened images")
        .isNotEqualTo(prepare(plan, folder.resolve("undisturbed")).manifest());
    assertThat(out().resolve("_decoded")).doesNotExist();
  }

  private static String lastImage(Path images) throws IOException {
    try (Stream<Path> all = Files.walk(images)) {
      return all.filter(Files::isRegularFile).sorted().toList().get(5).getFileName().toString();
    }
  }

  private Path out() {
    return folder.resolve("out");
  }

  private PreparedDataset prepare(PreparationPlan plan, Path out) throws IOException {
    return Preparing.dataset(source, plan, out.toString());
  }

  /** Does what a preparation does until it is killed before the first shard. */
  private void decode(PreparationPlan plan) throws IOException {
    Listing listing = source.list(SPARK);
    DatasetFolder output =
        new DatasetFolder(new org.apache.hadoop.fs.Path(out().toString()), HADOOP);
    String decoded = output.decoded(DecodedImageFiles.preparation(listing, plan)).toString();
    SourceScan.decode(
        SPARK, listing, plan, new DecodedImageFiles(decoded, "killed"), progress -> {});
  }

  private List<Path> decodedFiles() throws IOException {
    try (Stream<Path> all = Files.walk(out().resolve("_decoded"))) {
      return all.filter(path -> path.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private void blacken(Path file) {
    try {
      List<PreparedImage> images = new ArrayList<>();
      try (DecodedFile.Rows rows =
          new DecodedFile.Rows(new org.apache.hadoop.fs.Path(file.toString()), HADOOP)) {
        for (PreparedImage image = rows.next(); image != null; image = rows.next()) {
          byte[] black = new byte[image.pixels().length];
          images.add(new PreparedImage(image.index(), image.label(), image.digest(), black, null));
        }
      }
      Iterator<PreparedImage> black = images.iterator();
      try (OutputStream out = Files.newOutputStream(file)) {
        DecodedFile.write(out, black.next(), black, HADOOP);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
