package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.sample.table.UnusableTableException;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that samples do not go into. */
@Timeout(240)
class RefusedTablesTest extends WithTinyTables {

  @ParameterizedTest
  @EnumSource(names = {"PARQUET_TABLE", "DELTA_FOLDER", "ICEBERG_TABLE"})
  void otherImagesOfTheSameIdsAreRefusedBeforeAnythingIsDrawn(TinyTables.Kind kind)
      throws IOException {
    tables.draw(tables.samples(kind));
    Map<Path, FileTime> before = tables.files();
    TinySamples others = tables.samples(kind).in(folder.resolve("other")).ids(6, 2);

    assertThatThrownBy(() -> tables.draw(others.by(SamplingAlgorithm.ANCESTRAL)))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContainingAll(
            "The table %s holds images, such as that of id 6,".formatted(others.table()),
            "sampler (\"DDIM\" there, \"ANCESTRAL\" here)");
    assertThatThrownBy(() -> tables.draw(others, 4))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("differ in seed (3 there, 4 here): draw other ids");
    assertThat(folder.resolve("other")).doesNotExist();
    assertThat(tables.files()).isEqualTo(before);
  }

  @Test
  void anImageThatIsThereTwiceIsNamed() throws IOException {
    TinySamples samples = tables.samples(TinyTables.Kind.DELTA_FOLDER);
    tables.draw(samples);
    spark.sql(
        "INSERT INTO %s SELECT * FROM %s WHERE id = 5".formatted(samples.table(), samples.table()));

    assertThatThrownBy(() -> tables.draw(samples))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("has more than one row of image 5");
  }

  @Test
  void aTableOfOtherColumnsIsRefused() {
    spark.sql("CREATE TABLE db.samples (id BIGINT NOT NULL, image BINARY) USING delta");

    assertThatThrownBy(() -> tables.draw(tables.in("db.samples")))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContainingAll(
            "The table db.samples has the columns id BIGINT NOT NULL, image BINARY, expected id BIGINT,",
            "name another sampling.table");
    assertThat(folder.resolve("samples")).doesNotExist();
  }

  @Test
  void aViewIsRefused() {
    spark.sql("CREATE TABLE db.samples (%s) USING parquet".formatted(TinyTables.COLUMNS));
    spark.sql("CREATE VIEW db.good AS SELECT * FROM db.samples");
    spark.sql("CREATE TEMPORARY VIEW fine AS SELECT * FROM db.samples");

    for (String view : List.of("db.good", "fine")) {
      assertThatThrownBy(() -> tables.draw(tables.in(view)))
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
    assertThatThrownBy(() -> tables.draw(tables.in(table)))
        .isInstanceOf(UnusableTableException.class)
        .hasMessageContaining(message);
    assertThat(folder.resolve("samples/_units")).doesNotExist();
  }

  @Test
  void aFolderOfSomethingElseIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("table"));
    Files.writeString(folder.resolve("table/thesis.txt"), "years of work");

    assertThatThrownBy(() -> tables.draw(tables.samples(TinyTables.Kind.DELTA_FOLDER)))
        .isInstanceOf(UnusableTableException.class)
        .hasMessageContaining("DELTA_TABLE_NOT_FOUND");
    assertThat(folder.resolve("samples")).doesNotExist();
  }
}
