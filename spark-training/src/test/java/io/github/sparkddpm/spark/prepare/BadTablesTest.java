package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.TableSource;
import io.github.sparkddpm.spark.source.table.TableQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that cannot be prepared, and rows that cannot be used. */
class BadTablesTest {

  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir private Path folder;

  @BeforeEach
  void createView() throws IOException {
    Tables.files(2, 3).selectExpr("*", "map(1, 2) AS map").createOrReplaceTempView("pictures");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP VIEW pictures",
        "INSERT INTO pictures SELECT * FROM pictures",
        "WITH x AS (SELECT 1) INSERT INTO pictures SELECT * FROM x",
        "DELETE FROM pictures",
        "CREATE TABLE copy AS SELECT * FROM pictures",
        "EXECUTE IMMEDIATE 'DROP VIEW pictures'",
        "FROM pictures INSERT INTO a SELECT *",
        "SELECT 1; DROP VIEW pictures",
        "EXPLAIN SELECT 1",
        "SET spark.x=1",
        "SELECT (FROM pictures",
        "a b",
        "s3a://bucket/pictures"
      })
  void whatIsNoTableAndNoSelectIsRefusedBeforeSparkRunsIt(String text) throws IOException {
    assertRefused(text, "is no table and no SELECT (", "name a table, a path with its format");
    assertThat(SPARK.table("pictures").count()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nowhere | cannot be found | correct data.source-images",
        "no.such.catalog | correct data.source-images | Spark cannot read no.such.catalog: ",
        "SELECT face FROM pictures | `face` cannot be resolved | correct data.source-images",
        "SELECT * FROM pictures VERSION AS OF 3 | pictures | correct data.source-images",
        "parquet.`/no/where` | Path does not exist | correct data.source-images",
        "hudi.`/no/where` | Failed to find the data source: hudi | spark.jars.packages",
        "SELECT * FROM hudi.`/no/where` | cannot be found | spark.jars.packages",
        "delta.`/no/where` | DELTA_CONFIGURE_SPARK_SESSION | DeltaSparkSessionExtension",
        "SELECT *, kind AS image FROM pictures | is ambiguous | correct data.source-images",
        "SELECT * FROM pictures WHERE kind = 'c' | No rows in SELECT * FROM | data.source-images",
        "SELECT *, raise_error('a\\nb') FROM pictures | cannot read the rows of | mend the table",
      })
  void whatSparkCannotReadIsNamedInOneLine(String text, String reason, String advice) {
    assertRefused(text, reason, advice);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "face | kind | file | No column face in the table, its columns are [file, image | data.image-column",
        "image | face | file | No column face | data.label-column",
        "image | kind | face | No column face | data.order-by",
        "map | kind | file | Column map is MAP<INT, INT>, expected bytes, a struct | data.image-column",
        "image | image | file | Column image is BINARY, expected whole numbers | data.label-column",
        "image | kind | map | Column map is MAP<INT, INT>, which has no order | data.order-by",
      })
  void aColumnThatIsMissingOrOfAnotherTypeIsNamedWithItsKey(
      String image, String label, String order, String reason, String key) {
    assertThatThrownBy(
            () ->
                new TableSource(
                        new TableQuery("pictures"), image, Optional.of(label), List.of(order))
                    .list(SPARK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(reason, key)
        .message()
        .hasLineCount(1);
  }

  @Test
  void rowsOfOnePlaceThatDifferAreRefusedBeforeAnythingIsWritten() throws IOException {
    Tables.of(
            "id INT, image BINARY, label INT",
            row(1, Drawn.png(1), 0),
            row(2, Drawn.png(2), 0),
            row(2, Drawn.png(3), 0),
            row(3, Drawn.png(3), 0),
            row(3, Drawn.png(3), 1))
        .createOrReplaceTempView("tied");
    String ties = "SELECT * FROM tied WHERE id <= ";
    assertThatThrownBy(() -> list(ties + 2, Optional.empty(), List.of("id")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Two rows of id=2 differ in their image or label, so that data.order-by does not tell their order: add a column that tells them apart");
    assertThatThrownBy(
            () ->
                Preparing.dataset(
                    table("SELECT * FROM tied WHERE id != 2", Optional.of("label"), List.of("id")),
                    Drawn.SHAPE,
                    1,
                    folder.resolve("out")))
        .hasMessageStartingWith("Two rows of id=3 differ");
    assertThat(folder.resolve("out")).doesNotExist();
    list("SELECT * FROM tied WHERE id != 2", Optional.empty(), List.of("id"));
    list("tied", Optional.of("label"), List.of("id", "label", "image"));
  }

  @Test
  void listingLooksAtNoImageAndOnesThatCannotBeHadAreToldInOneLine() throws IOException {
    Path saved = folder.resolve("table");
    Tables.files(2, 3).write().parquet(saved.toString());
    String query =
        "SELECT file, kind, unhex(raise_error('no ' || file)) AS image FROM parquet.`%s`"
            .formatted(saved);
    list(query, Optional.of("kind"), List.of());
    list(query, Optional.of("kind"), List.of("file", "kind"));
    assertThatThrownBy(() -> prepare(table(query, Optional.empty(), List.of("file")), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "Spark cannot read the rows of SELECT .*: .*no ./00.\\.png; mend the table, .*");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void labelsThatNoClassCanHaveAreRefused() {
    assertThatThrownBy(() -> list("SELECT *, 3000000000 AS n FROM pictures", Optional.of("n")))
        .hasMessage("Label 3000000000 of a row is above 2147483647: number the classes from 0");
    SPARK.range(1 << 17).selectExpr("id", "'' AS image").createOrReplaceTempView("captions");
    assertThatThrownBy(() -> list("SELECT image, 'a ' || id AS n FROM captions", Optional.of("n")))
        .hasMessageContaining("more than 65536 different labels");
    for (String other : List.of("1.5", "date'2020-01-01'", "true", "null", "0.5D", "array(1)")) {
      assertThatThrownBy(
              () -> list("SELECT *, %s AS n FROM pictures".formatted(other), Optional.of("n")))
          .hasMessageContainingAll("Column n is ", "expected whole numbers", "data.label-column");
    }
  }

  @Test
  void filesThatRowsNameAreReadByExecutorsAndMissingOnesQuarantinedByName() throws IOException {
    Path files = Drawn.folders(folder.resolve("f"), 1, 4).resolve("a");
    Files.move(files.resolve("000.png"), files.resolve("a:b %20.png"));
    Stream<String> paths =
        Stream.of(
            files + "/a:b %20.png",
            "file:" + files + "/001.png",
            files.resolve("002.png").toUri().toString(),
            files + "/missing.png",
            files.toString(),
            "relative.png",
            "https://example.org/a.png",
            "/",
            "file:///a\u0000b",
            null);
    Tables.of("image STRING", paths.map(BadTablesTest::row).toArray(Row[]::new))
        .createOrReplaceTempView("paths");
    PreparedDataset dataset = prepare(table("paths", Optional.empty(), List.of()), 0.9);

    assertThat(Drawn.labels(dataset)).containsExactly(entry(0, -1), entry(1, -1), entry(2, -1));
    assertThat(Files.readAllLines(folder.resolve("out/quarantine.jsonl")))
        .hasSize(7)
        .anySatisfy(line -> assertThat(line).contains("missing.png", "there is no such file"))
        .anySatisfy(line -> assertThat(line).contains(files + "\"", "it is no regular file"))
        .anySatisfy(line -> assertThat(line).contains("\"relative.png\"", "its path is relative"))
        .anySatisfy(line -> assertThat(line).contains("example.org", "its path is of a web server"))
        .anySatisfy(line -> assertThat(line).contains("its path names no file"))
        .anySatisfy(line -> assertThat(line).contains("(no image)", "its path is null or empty"));
  }

  @Test
  void aStoreThatDoesNotAnswerFailsTheRun() throws IOException {
    Path files = Drawn.folders(folder.resolve("f"), 1, 2).resolve("a");
    Configuration hadoop = SPARK.sparkContext().hadoopConfiguration();
    FailingFileSystem.registerUnreadable(hadoop, "001.png");
    Tables.of(
            "image STRING",
            IntStream.range(0, 2)
                .mapToObj(i -> row("failing:" + files + "/00" + i + ".png"))
                .toArray(Row[]::new))
        .createOrReplaceTempView("paths");
    assertThatThrownBy(() -> prepare(table("paths", Optional.empty(), List.of()), 1))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("The storage does not answer");
  }

  @Test
  void aFileOfTheTableThatIsDamagedIsToldInOneLine() throws IOException {
    Path table = folder.resolve("table");
    Tables.files(1, 4).coalesce(1).write().orc(table.toString());
    try (Stream<Path> files = Files.list(table)) {
      Path data = files.filter(file -> file.toString().endsWith(".orc")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(data);
      java.util.Arrays.fill(bytes, 3, bytes.length / 2, (byte) -1);
      Files.write(data, bytes);
    }
    try (Stream<Path> sums = Files.list(table)) {
      for (Path sum : sums.filter(file -> file.toString().endsWith(".crc")).toList()) {
        Files.delete(sum);
      }
    }
    assertThatThrownBy(
            () ->
                prepare(
                    table("orc.`%s`".formatted(table), Optional.of("kind"), List.of("file")), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("Spark cannot read the rows of orc.", "mend the table")
        .message()
        .hasLineCount(1);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private void assertRefused(String text, String... reasons) {
    assertThatThrownBy(() -> list(text, Optional.empty()))
        .as(text)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(reasons)
        .message()
        .hasLineCount(1);
  }

  private void list(String query, Optional<String> label) throws IOException {
    list(query, label, List.of());
  }

  private void list(String query, Optional<String> label, List<String> orderBy) throws IOException {
    table(query, label, orderBy).list(SPARK);
  }

  private PreparedDataset prepare(TableSource source, double share) throws IOException {
    return Preparing.dataset(
        source,
        Preparing.plan(Drawn.SHAPE, 1, Preparing.SEED, share, 0),
        folder.resolve("out").toString());
  }

  private static TableSource table(String query, Optional<String> label, List<String> orderBy) {
    return new TableSource(new TableQuery(query), "image", label, orderBy);
  }

  private static Row row(Object... cells) {
    return RowFactory.create(cells);
  }
}
