package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Samples in tables of Spark's own, Delta Lake's and Iceberg's. */
@Timeout(240)
class SampledTablesTest extends WithTinyTables {

  private static final int IMAGES = 7;

  @ParameterizedTest
  @EnumSource
  void aTableHasTheRowsOfTheParquetFiles(TinyTables.Kind kind) throws IOException {
    TinySamples samples = tables.samples(kind).split(2, 2, 2);
    SamplingResult done = tables.draw(samples);
    TinySamples files =
        tables.samples(kind).into("").as(SampleFormat.PARQUET).in(folder.resolve("files"));
    tables.draw(files);

    String columns = "id, label, image, seed, sampler, steps, checkpoint, weights_sha256";
    assertThat(tables.rows(samples, columns))
        .hasSize(IMAGES)
        .isEqualTo(
            spark
                .read()
                .parquet(folder.resolve("files/parquet").toString())
                .selectExpr(columns.split(", "))
                .sort("id")
                .collectAsList());
    assertThat(tables.rows(samples, "settings"))
        .allMatch(row -> row.getString(0).contains("\"clip\":true,\"spacing\":\"LINSPACE\""));
    assertThat(done.drawn()).isEqualTo(IMAGES);
    assertThat(done.paths().get(0)).isEqualTo(samples.table());
    assertThat(folder.resolve("samples/grid.png"))
        .hasSameBinaryContentAs(folder.resolve("files/grid.png"));
    assertThat(folder.resolve("samples/manifest.json")).content().contains(samples.table());
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_TABLE", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void theSameCommandAgainChangesNothing(TinyTables.Kind kind) throws IOException {
    TinySamples samples = tables.samples(kind);
    tables.draw(samples);
    Map<Path, FileTime> before = tables.files();

    assertThat(tables.draw(samples.split(3, 1, 2)).drawn()).isZero();
    assertThat(tables.files()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_TABLE", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void aCommandThatFailsMidwayAddsNothingAndTheNextAddsEveryImageOnce(TinyTables.Kind kind)
      throws IOException {
    TinySamples samples = tables.samples(kind).split(1, 1, 1);
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
    assertThat(tables.rows(samples, "id")).isEmpty();

    tables.draw(samples);
    assertThat(tables.ids(samples)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_TABLE", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void aCommandThatEndsAfterTheAppendIsDoneAgainWithoutASecondRow(TinyTables.Kind kind)
      throws IOException {
    TinySamples samples = tables.samples(kind);
    tables.draw(samples);
    Files.delete(folder.resolve("samples/_SUCCESS"));
    Files.delete(folder.resolve("samples/manifest.json"));

    assertThat(tables.draw(samples).drawn()).isZero();
    assertThat(tables.ids(samples)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(folder.resolve("samples/manifest.json")).exists();
  }

  /** An append to Parquet files is not atomic: a part of its files may have appeared. */
  @ParameterizedTest
  @EnumSource(names = {"PARQUET_FOLDER", "PARQUET_TABLE"})
  void halfAnAppendIsCompleted(TinyTables.Kind kind) throws IOException {
    TinySamples samples = tables.samples(kind).split(1, 1, 1);
    tables.draw(samples);
    List<Path> files =
        tables.files().keySet().stream().filter(SampledTablesTest::isParquet).toList();
    assertThat(files).hasSizeGreaterThan(1);
    Files.delete(files.get(1));
    spark.catalog().clearCache();

    assertThat(tables.draw(samples).drawn()).isZero();
    assertThat(tables.ids(samples)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_FOLDER", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void anAppendThatFailsMidwayAddsNothingAndTheNextAddsAll(TinyTables.Kind kind)
      throws IOException {
    TinySamples samples = tables.samples(kind).split(1, 1, 1);
    tables.draw(
        samples.in(folder.resolve("samples")).into("parquet.`%s`".formatted(folder.resolve("x"))));
    Path unit = folder.resolve("samples/_units/table/00000005-00000005.parquet");
    String bytes = Files.readString(unit, StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains("IDAT");
    Files.writeString(unit, bytes.replace("IDAT", "IdAT"), StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> tables.draw(samples))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContainingAll("a file of samples is damaged", unit.getFileName().toString());
    assertThat(tables.rows(samples, "id")).isEmpty();
    Files.delete(unit);
    assertThat(tables.draw(samples).drawn()).isEqualTo(1);
    assertThat(tables.ids(samples)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @ParameterizedTest
  @EnumSource(names = {"DELTA_TABLE", "ICEBERG_TABLE"})
  void imagesWhoseRowsWereDeletedComeBack(TinyTables.Kind kind) throws IOException {
    TinySamples samples = tables.samples(kind).split(2, 2, 2);
    tables.draw(samples);
    List<Row> before = tables.rows(samples, "*");
    spark.sql("DELETE FROM %s WHERE id %% 3 = 1".formatted(samples.table()));
    assertThat(tables.ids(samples)).containsExactly(0L, 2L, 3L, 5L, 6L);

    assertThat(tables.draw(samples).drawn()).isZero();
    assertThat(tables.rows(samples, "*")).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_FOLDER", "DELTA_TABLE", "ICEBERG_FOLDER"})
  void aCommandWithAnotherFolderDrawsWhatTheTableLacks(TinyTables.Kind kind) throws IOException {
    tables.draw(tables.samples(kind).ids(2, 3));
    TinySamples all = tables.samples(kind).in(folder.resolve("other")).ids(0, 7);

    assertThat(tables.draw(all).drawn()).isEqualTo(4);
    assertThat(tables.ids(all)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    TinySamples third = all.in(folder.resolve("third"));
    assertThat(tables.draw(third).drawn()).isZero();
    assertThat(folder.resolve("third/grid.png"))
        .hasSameBinaryContentAs(folder.resolve("other/grid.png"));
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_FOLDER", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void runsWithOtherIdsShareATable(TinyTables.Kind kind) throws IOException {
    tables.draw(tables.samples(kind).ids(0, 3));
    TinySamples others =
        tables.samples(kind).in(folder.resolve("other")).by(SamplingAlgorithm.ANCESTRAL);
    tables.draw(others.ids(3, 4));

    assertThat(tables.rows(others, "sampler").stream().map(row -> row.getString(0)))
        .containsExactly(
            "DDIM", "DDIM", "DDIM", "ANCESTRAL", "ANCESTRAL", "ANCESTRAL", "ANCESTRAL");
    assertThat(tables.ids(others)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  private static boolean isParquet(Path file) {
    return file.getFileName().toString().startsWith("part-");
  }
}
