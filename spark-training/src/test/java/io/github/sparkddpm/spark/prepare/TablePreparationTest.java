package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.FolderSource;
import io.github.sparkddpm.spark.source.ParquetSource;
import io.github.sparkddpm.spark.source.TableSource;
import io.github.sparkddpm.spark.source.table.TableQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datasets of tables: of which rows, in which order, with which labels. */
class TablePreparationTest {

  private static final SparkSession SPARK = LocalSpark.session();
  private static final List<String> BY_FILE = List.of("file");
  private static final Optional<String> KIND = Optional.of("kind");

  @TempDir private Path folder;

  @BeforeEach
  void createDatabase() {
    SPARK.sql("CREATE DATABASE album LOCATION '%s'".formatted(folder.resolve("album")));
  }

  @AfterEach
  void dropDatabase() {
    SPARK.sql("DROP DATABASE album CASCADE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc", "avro", "json"})
  void aTableInTheOrderOfAFolderIsTheSameDataset(String format) throws IOException {
    PreparedDataset expected =
        prepared(new FolderSource(Drawn.folders(folder.resolve("f"), 3, 5).toString(), true), "e");
    Path path = folder.resolve("table");
    Tables.files(3, 5).repartition(4).write().format(format).save(path.toString());
    String from = "%s.`%s`".formatted(format, path);
    if (format.equals("json")) { // It has no bytes.
      from = "SELECT file, unbase64(image) AS image, kind FROM " + from;
    }
    PreparedDataset table = prepared(table(from, KIND, BY_FILE), "t");

    assertThat(table.manifest().digest()).isEqualTo(expected.manifest().digest());
    assertThat(table.manifest().classNames()).containsExactly("a", "b", "c");
    assertThat(table.manifest().source().format()).isEqualTo("table");
  }

  @Test
  void aTableInTheOrderOfAParquetFileIsTheSameDataset() throws IOException {
    Path path = folder.resolve("table");
    Tables.files(1, 9).coalesce(1).orderBy("file").write().parquet(path.toString());
    PreparedDataset parquet =
        prepared(new ParquetSource(path.toString(), "image", Optional.empty()), "e");

    assertThat(digest("SELECT * FROM parquet.`%s`".formatted(path), Optional.empty(), BY_FILE))
        .isEqualTo(parquet.manifest().digest());
  }

  @Test
  void namesViewsAndQueriesAreTheSameRows() throws IOException {
    Tables.files(2, 4).write().partitionBy("kind").saveAsTable("album.pictures");
    SPARK.sql("CREATE VIEW album.view AS SELECT file, image, kind FROM album.pictures");
    Tables.files(2, 4).createOrReplaceTempView("unsaved");
    String digest = digest("album.pictures", KIND, BY_FILE);

    for (String same :
        List.of(
            "spark_catalog.album.pictures",
            "`album`.`pictures`",
            "album.view",
            "unsaved",
            "select * from album.pictures",
            " ((SELECT * FROM album.view))",
            "WITH x AS (SELECT * FROM album.pictures) SELECT image, kind, file FROM x",
            "SELECT p.*\nFROM album.pictures p -- all of them")) {
      assertThat(digest(same, KIND, BY_FILE)).as(same).isEqualTo(digest);
    }
    assertThat(digest("SELECT * FROM album.view WHERE kind = 'a'", KIND, BY_FILE))
        .isNotEqualTo(digest);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40})
  void theOrderDependsOnTheRowsAlone(int files) throws IOException {
    Dataset<Row> rows = Tables.files(2, 6);
    rows.repartition(files).write().saveAsTable("album.pictures");
    rows.createOrReplaceTempView("unsaved");
    for (List<String> order : List.of(List.<String>of(), BY_FILE, List.of("kind", "image"))) {
      assertThat(digest("album.pictures", KIND, order))
          .as("%s", order)
          .isEqualTo(digest("unsaved", KIND, order));
    }
    assertThat(digest("unsaved", KIND, List.of("file")))
        .isNotEqualTo(digest("unsaved", KIND, List.of()));
  }

  @Test
  void numbersOfFoldersAreClasses() throws IOException {
    SPARK.sql(
        "CREATE TABLE album.pictures (image BINARY, label INT) USING orc PARTITIONED BY (label)");
    Tables.of("image BINARY, label INT", row(Drawn.png(0), 3), row(Drawn.png(1), 10))
        .write()
        .insertInto("album.pictures");
    PreparedDataset dataset =
        prepared(table("album.pictures", Optional.of("label"), List.of()), "t");

    assertThat(Drawn.labels(dataset)).containsExactly(entry(0, 3), entry(1, 10));
    assertThat(dataset.manifest().classNames()).isEmpty();
  }

  @Test
  void imageFilesAreATableOfSparks() throws IOException {
    Path files = Drawn.folders(folder.resolve("f"), 1, 5).resolve("a");
    PreparedDataset expected = prepared(new FolderSource(files.toString(), false), "e");
    TableSource table =
        new TableSource(
            new TableQuery("binaryFile.`%s`".formatted(files)),
            "content",
            Optional.empty(),
            List.of("path"));

    assertThat(prepared(table, "t").manifest().digest()).isEqualTo(expected.manifest().digest());
  }

  @Test
  void structsAsHuggingFaceExportsThem() throws IOException {
    String type = "image STRUCT<bytes: BINARY, path: STRING>, label BIGINT";
    Tables.of(
            type,
            row(row(Drawn.png(0), "dog/0.png"), -1L),
            row(row(Drawn.png(1), null), 1L),
            row(row(Drawn.png(2), "dog/2.png"), null),
            row(row(null, "dog/3.png"), 1L),
            row(null, 1L))
        .createOrReplaceTempView("exported");
    PreparedDataset dataset = prepared(table("exported", Optional.of("label"), List.of()), "t");

    assertThat(Drawn.labels(dataset)).containsExactly(entry(0, -1), entry(1, 1), entry(2, -1));
    assertThat(Files.readAllLines(folder.resolve("t/quarantine.jsonl")))
        .containsExactly(
            "{\"source\":\"(no image)\",\"reason\":\"its bytes are null\"}",
            "{\"source\":\"dog/3.png\",\"reason\":\"its bytes are null\"}");
  }

  @Test
  void unusableImagesAreNamedByTheirPlaceInTheOrder() throws IOException {
    Tables.of(
            "id INT, at TIMESTAMP, image BINARY",
            row(7, java.sql.Timestamp.from(java.time.Instant.EPOCH), new byte[0]),
            row(null, null, new byte[] {1, 2}),
            row(8, null, Drawn.png(1)))
        .createOrReplaceTempView("unusable");
    prepared(table("unusable", Optional.empty(), List.of("id", "at")), "ids");
    assertThat(quarantine("ids"))
        .contains("\"id=null, at=null\"", "\"id=7, at=0\"", "it is no PNG, JPEG");

    prepared(table("unusable", Optional.empty(), List.of()), "hashes");
    assertThat(quarantine("hashes"))
        .contains("sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  /** Thousands of photographs, which readers take at a time by themselves, fill any heap. */
  @Test
  void readersTakeFewRowsAtATimeUnlessTheUserSaysOtherwise() throws IOException {
    String parquet = "spark.sql.parquet.columnarReaderBatchSize";
    String orc = "spark.sql.orc.columnarReaderBatchSize";
    SPARK.conf().set(orc, 77);
    SPARK.conf().unset(parquet);
    Tables.files(1, 2).createOrReplaceTempView("unsaved");
    table("unsaved", KIND, List.of()).list(SPARK);

    assertThat(SPARK.conf().get(parquet)).isEqualTo("8");
    assertThat(SPARK.conf().get(orc)).isEqualTo("77");
    SPARK.conf().unset(orc);
  }

  @Test
  void sameRowsAreKept() throws IOException {
    Tables.of(
            "id INT, image BINARY",
            row(1, Drawn.png(1)),
            row(1, Drawn.png(1)),
            row(2, Drawn.png(1)),
            row(3, Drawn.png(3)))
        .createOrReplaceTempView("repeated");
    for (List<String> order : List.of(List.<String>of(), List.of("id"))) {
      PreparedDataset dataset =
          prepared(table("repeated", Optional.empty(), order), "t" + order.size());
      assertThat(Drawn.levels(dataset)).containsExactlyInAnyOrder(1, 1, 1, 3);
    }
  }

  @Test
  void aPreparedTableIsKnownAgainByAnyNumberOfTasks() throws IOException {
    Tables.files(2, 6).createOrReplaceTempView("unsaved");
    TableSource source = table("unsaved", KIND, List.of());
    String out = folder.resolve("t").toString();
    PreparedDataset dataset = prepared(source, "t");

    PreparationPlan plan = Preparing.plan(Drawn.SHAPE, 1, Preparing.SEED, 0.5, 3);
    assertThat(Preparing.dataset(source, plan, out)).isEqualTo(dataset);

    assertThatThrownBy(() -> prepared(table("unsaved", KIND, BY_FILE), "t"))
        .hasMessageContaining("holds another dataset, made of unsaved (12 images)");
  }

  private TableSource table(String query, Optional<String> label, List<String> orderBy) {
    return new TableSource(new TableQuery(query), "image", label, orderBy);
  }

  private String digest(String query, Optional<String> label, List<String> orderBy)
      throws IOException {
    Path out = Files.createTempDirectory(folder, "digest");
    return prepared(table(query, label, orderBy), out.getFileName().toString()).manifest().digest();
  }

  private PreparedDataset prepared(io.github.sparkddpm.spark.source.RawSource source, String out)
      throws IOException {
    return Preparing.dataset(
        source,
        Preparing.plan(Drawn.SHAPE, 1, Preparing.SEED, 0.7, 0),
        folder.resolve(out).toString());
  }

  private String quarantine(String out) throws IOException {
    return Files.readString(folder.resolve(out).resolve("quarantine.jsonl"));
  }

  private static Row row(Object... cells) {
    return RowFactory.create(cells);
  }
}
