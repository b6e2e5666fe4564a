package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.data.TableSpark;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.sample.table.UnusableTableException;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.train.TinyRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Samples in tables of Spark's own, Delta Lake's and Iceberg's. */
@Timeout(240)
class SampledTablesTest {

  private static final int IMAGES = 7;
  private static final String COLUMNS =
      "settings STRING, id BIGINT, label INT, image STRUCT<bytes: BINARY, path: STRING>,"
          + " seed BIGINT, sampler STRING, steps INT, checkpoint BIGINT, weights_sha256 STRING";

  @TempDir private static Path shared;

  @TempDir private Path folder;
  private TableSpark tables;
  private SparkSession spark;

  /** The tables that sample creates, and those that users have created, in another order. */
  private enum Kind {
    PARQUET_FOLDER,
    PARQUET_TABLE,
    DELTA_FOLDER,
    DELTA_TABLE,
    ICEBERG_FOLDER,
    ICEBERG_TABLE
  }

  @BeforeAll
  static void train() throws IOException {
    TinyRun.train(TinyRun.run(TinyRun.dataset(shared), shared.resolve("run"), TinyRun.plan(3)));
  }

  @BeforeEach
  void open() {
    tables = new TableSpark(folder.resolve("ice"));
    spark = tables.session();
    spark.sql("CREATE DATABASE IF NOT EXISTS db");
    spark.sql("CREATE NAMESPACE IF NOT EXISTS ice.db");
  }

  @AfterEach
  void close() {
    spark.sql("DROP DATABASE db CASCADE");
    tables.close();
  }

  @ParameterizedTest
  @EnumSource
  void aTableHasTheRowsOfTheParquetFiles(Kind kind) throws IOException {
    TinySamples samples = samples(kind).split(2, 2, 2);
    SamplingResult done = draw(samples);
    TinySamples files = samples(kind).into("").as(SampleFormat.PARQUET).in(folder.resolve("files"));
    draw(files);

    String columns = "id, label, image, seed, sampler, steps, checkpoint, weights_sha256";
    assertThat(rows(samples, columns))
        .hasSize(IMAGES)
        .isEqualTo(
            spark
                .read()
                .parquet(folder.resolve("files/parquet").toString())
                .selectExpr(columns.split(", "))
                .sort("id")
                .collectAsList());
    assertThat(rows(samples, "settings"))
        .allMatch(row -> row.getString(0).contains("\"clip\":true,\"spacing\":\"LINSPACE\""));
    assertThat(done.drawn()).isEqualTo(IMAGES);
    assertThat(done.paths().get(0)).isEqualTo(samples.table());
    assertThat(folder.resolve("samples/grid.png"))
        .hasSameBinaryContentAs(folder.resolve("files/grid.png"));
    assertThat(folder.resolve("samples/manifest.json")).content().contains(samples.table());
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_TABLE", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void theSameCommandAgainChangesNothing(Kind kind) throws IOException {
    TinySamples samples = samples(kind);
    draw(samples);
    Map<Path, FileTime> before = files();

    assertThat(draw(samples.split(3, 1, 2)).drawn()).isZero();
    assertThat(files()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_TABLE", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void aCommandThatFailsMidwayAddsNothingAndTheNextAddsEveryImageOnce(Kind kind)
      throws IOException {
    TinySamples samples = samples(kind).split(1, 1, 1);
    assertThatThrownBy(
            () ->
                new DistributedSampler(
                        spark,
                        progress -> {
                          if (progress.done() >= 5) {
                            throw new IllegalStateException("by the test");
                          }
                        })
                    .sample(samples.request(), key -> true))
        .isInstanceOf(Exception.class);
    assertThat(rows(samples, "id")).isEmpty();

    draw(samples);
    assertThat(ids(samples)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_TABLE", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void aCommandThatEndsAfterTheAppendIsDoneAgainWithoutASecondRow(Kind kind) throws IOException {
    TinySamples samples = samples(kind);
    draw(samples);
    Files.delete(folder.resolve("samples/_SUCCESS"));
    Files.delete(folder.resolve("samples/manifest.json"));

    assertThat(draw(samples).drawn()).isZero();
    assertThat(ids(samples)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(folder.resolve("samples/manifest.json")).exists();
  }

  /** An append to Parquet files is not atomic: a part of its files may have appeared. */
  @ParameterizedTest
  @EnumSource(names = {"PARQUET_FOLDER", "PARQUET_TABLE"})
  void halfAnAppendIsCompleted(Kind kind) throws IOException {
    TinySamples samples = samples(kind).split(1, 1, 1);
    draw(samples);
    List<Path> files = files().keySet().stream().filter(SampledTablesTest::isParquet).toList();
    assertThat(files).hasSizeGreaterThan(1);
    Files.delete(files.get(1));
    spark.catalog().clearCache();

    assertThat(draw(samples).drawn()).isZero();
    assertThat(ids(samples)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_FOLDER", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void anAppendThatFailsMidwayAddsNothingAndTheNextAddsAll(Kind kind) throws IOException {
    TinySamples samples = samples(kind).split(1, 1, 1);
    draw(samples.in(folder.resolve("samples")).into("parquet.`%s`".formatted(folder.resolve("x"))));
    Path unit = folder.resolve("samples/_units/table/00000005-00000005.parquet");
    String bytes = Files.readString(unit, StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains("IDAT");
    Files.writeString(unit, bytes.replace("IDAT", "IdAT"), StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> draw(samples))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContainingAll("a file of samples is damaged", unit.getFileName().toString());
    assertThat(rows(samples, "id")).isEmpty();
    Files.delete(unit);
    assertThat(draw(samples).drawn()).isEqualTo(1);
    assertThat(ids(samples)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @ParameterizedTest
  @EnumSource(names = {"DELTA_TABLE", "ICEBERG_TABLE"})
  void imagesWhoseRowsWereDeletedComeBack(Kind kind) throws IOException {
    TinySamples samples = samples(kind).split(2, 2, 2);
    draw(samples);
    List<Row> before = rows(samples, "*");
    spark.sql("DELETE FROM %s WHERE id %% 3 = 1".formatted(samples.table()));
    assertThat(ids(samples)).containsExactly(0L, 2L, 3L, 5L, 6L);

    assertThat(draw(samples).drawn()).isZero();
    assertThat(rows(samples, "*")).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_FOLDER", "DELTA_TABLE", "ICEBERG_FOLDER"})
  void aCommandWithAnotherFolderDrawsWhatTheTableLacks(Kind kind) throws IOException {
    draw(samples(kind).ids(2, 3));
    TinySamples all = samples(kind).in(folder.resolve("other")).ids(0, 7);

    assertThat(draw(all).drawn()).isEqualTo(4);
    assertThat(ids(all)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    TinySamples third = all.in(folder.resolve("third"));
    assertThat(draw(third).drawn()).isZero();
    assertThat(folder.resolve("third/grid.png"))
        .hasSameBinaryContentAs(folder.resolve("other/grid.png"));
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_FOLDER", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void runsWithOtherIdsShareATable(Kind kind) throws IOException {
    draw(samples(kind).ids(0, 3));
    TinySamples others = samples(kind).in(folder.resolve("other")).by(SamplingAlgorithm.ANCESTRAL);
    draw(others.ids(3, 4));

    assertThat(rows(others, "sampler").stream().map(row -> row.getString(0)))
        .containsExactly(
            "DDIM", "DDIM", "DDIM", "ANCESTRAL", "ANCESTRAL", "ANCESTRAL", "ANCESTRAL");
    assertThat(ids(others)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_TABLE", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void otherImagesOfTheSameIdsAreRefusedBeforeAnythingIsDrawn(Kind kind) throws IOException {
    draw(samples(kind));
    Map<Path, FileTime> before = files();
    TinySamples others = samples(kind).in(folder.resolve("other")).ids(6, 2);

    assertThatThrownBy(() -> draw(others.by(SamplingAlgorithm.ANCESTRAL)))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContainingAll(
            "The table %s holds images, such as that of id 6,".formatted(others.table()),
            "sampler (\"DDIM\" there, \"ANCESTRAL\" here)");
    assertThatThrownBy(() -> draw(others, 4))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("differ in seed (3 there, 4 here): draw other ids");
    assertThat(folder.resolve("other")).doesNotExist();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void anImageThatIsThereTwiceIsNamed() throws IOException {
    TinySamples samples = samples(Kind.DELTA_FOLDER);
    draw(samples);
    spark.sql(
        "INSERT INTO %s SELECT * FROM %s WHERE id = 5".formatted(samples.table(), samples.table()));

    assertThatThrownBy(() -> draw(samples))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("has more than one row of image 5");
  }

  @Test
  void aTableOfOtherColumnsIsRefused() {
    spark.sql("CREATE TABLE db.samples (id BIGINT NOT NULL, image BINARY) USING delta");

    assertThatThrownBy(() -> draw(in("db.samples")))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContainingAll(
            "The table db.samples has the columns id BIGINT NOT NULL, image BINARY, expected id BIGINT,",
            "name another sampling.table");
    assertThat(folder.resolve("samples")).doesNotExist();
  }

  @Test
  void aViewIsRefused() {
    spark.sql("CREATE TABLE db.samples (%s) USING parquet".formatted(COLUMNS));
    spark.sql("CREATE VIEW db.good AS SELECT * FROM db.samples");
    spark.sql("CREATE TEMPORARY VIEW fine AS SELECT * FROM db.samples");

    for (String view : List.of("db.good", "fine")) {
      assertThatThrownBy(() -> draw(in(view)))
          .isInstanceOf(OutputRefusedException.class)
          .hasMessageContaining(view + " is a view, which takes no rows");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "db.samples, 'in memory here and forgets the table db.samples'",
    "nobody.samples, 'Spark knows no database nobody for sampling.table = nobody.samples'",
    "ice.nobody.samples, 'Spark knows no database ice.nobody'",
    "nocat.db.samples, 'sampling.table = nocat.db.samples'",
    "iceberg.`/tmp/nothing/here`, 'Spark creates an Iceberg table by its name alone'",
    "hudi.`/tmp/nothing/here`, 'Spark lacks the classes for sampling.table = hudi.`/tmp/nothing/here`'"
  })
  void aTableThatSparkCannotCreateIsRefused(String table, String message) {
    assertThatThrownBy(() -> draw(in(table)))
        .isInstanceOf(UnusableTableException.class)
        .hasMessageContaining(message);
    assertThat(folder.resolve("samples/_units")).doesNotExist();
  }

  @Test
  void aFolderOfSomethingElseIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("table"));
    Files.writeString(folder.resolve("table/thesis.txt"), "years of work");

    assertThatThrownBy(() -> draw(samples(Kind.DELTA_FOLDER)))
        .isInstanceOf(UnusableTableException.class)
        .hasMessageContaining("DELTA_TABLE_NOT_FOUND");
    assertThat(folder.resolve("samples")).doesNotExist();
  }

  private static boolean isParquet(Path file) {
    return file.getFileName().toString().startsWith("part-");
  }

  private SamplingResult draw(TinySamples samples) throws IOException {
    return draw(samples, 3);
  }

  private SamplingResult draw(TinySamples samples, long seed) throws IOException {
    SamplingRequest request = samples.request();
    SamplingPlan plan = request.plan();
    SamplingPlan seeded =
        new SamplingPlan(
            seed, plan.network(), plan.diffusion(), plan.sampling(), plan.threads(), plan.engine());
    return new DistributedSampler(spark, progress -> {})
        .sample(
            new SamplingRequest(seeded, request.config(), request.run(), request.versions()),
            key -> true);
  }

  private TinySamples in(String table) {
    return TinySamples.of(shared.resolve("run"), folder.resolve("samples")).into(table);
  }

  private TinySamples samples(Kind kind) {
    Path data = folder.resolve("table");
    return in(
        switch (kind) {
          case PARQUET_FOLDER -> "parquet.`%s`".formatted(data);
          case DELTA_FOLDER -> "delta.`%s`".formatted(data);
          case ICEBERG_FOLDER -> {
            spark.sql(
                "CREATE TABLE IF NOT EXISTS ice.db.samples (%s) USING iceberg".formatted(COLUMNS));
            yield "iceberg.`%s`".formatted(folder.resolve("ice/db/samples"));
          }
          case ICEBERG_TABLE -> "ice.db.samples";
          case PARQUET_TABLE -> created("parquet", data);
          case DELTA_TABLE -> created("delta", data);
        });
  }

  private String created(String format, Path data) {
    spark.sql(
        "CREATE TABLE IF NOT EXISTS db.samples (%s) USING %s LOCATION '%s'"
            .formatted(COLUMNS, format, data));
    return "db.samples";
  }

  private List<Row> rows(TinySamples samples, String columns) {
    String table = samples.table();
    spark.catalog().clearCache();
    if (table.startsWith("ice.") || table.startsWith("db.")) {
      spark.catalog().refreshTable(table);
      return spark.table(table).sort("id").selectExpr(columns.split(", ")).collectAsList();
    }
    return spark
        .read()
        .format(table.substring(0, table.indexOf('.')))
        .load(table.substring(table.indexOf('`') + 1, table.length() - 1))
        .sort("id")
        .selectExpr(columns.split(", "))
        .collectAsList();
  }

  private long[] ids(TinySamples samples) {
    return rows(samples, "id").stream().mapToLong(row -> row.getLong(0)).toArray();
  }

  /** Returns the files of the table, each with the time at which it was written. */
  private Map<Path, FileTime> files() throws IOException {
    Map<Path, FileTime> files = new TreeMap<>();
    for (String of : List.of("table", "ice/db/samples")) {
      Path data = Files.createDirectories(folder.resolve(of));
      try (Stream<Path> found = Files.walk(data)) {
        for (Path file : found.filter(Files::isRegularFile).toList()) {
          files.put(file, Files.getLastModifiedTime(file));
        }
      }
    }
    return files;
  }
}
