package io.github.sparkddpm.spark.sample.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.TableSpark;
import io.github.sparkddpm.spark.storage.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables that are created by name. */
class StoredTableTest {

  @TempDir private Path folder;

  @Test
  void aNewTableIsOfTheSessionsDefaultFormatAndNeverHivesText() throws IOException {
    assertThat(providerOfNew(LocalSpark.session().newSession())).isEqualTo("parquet");
    try (TableSpark tables = new TableSpark(folder)) {
      assertThat(providerOfNew(tables.session())).isEqualTo("parquet");
      tables.session().conf().set("spark.sql.sources.default", "delta");
      assertThat(providerOfNew(tables.session())).isEqualTo("delta");
    }
  }

  @Test
  void aCatalogThatIsNotSparksChoosesTheFormat() throws IOException {
    try (TableSpark tables = new TableSpark(folder)) {
      create("ice.`my db`.samples", tables.session());
      assertThat(provider("ice.`my db`.samples", tables.session())).isEqualTo("iceberg");
    }
  }

  private String providerOfNew(SparkSession spark) throws IOException {
    spark.sql("CREATE DATABASE new LOCATION '%s/new'".formatted(folder));
    try {
      create("new.samples", spark);
      return provider("new.samples", spark);
    } finally {
      spark.sql("DROP DATABASE new CASCADE");
    }
  }

  private static void create(String name, SparkSession spark) throws IOException {
    StoredTable table = new StoredTable(TableName.parse(name).orElseThrow(), spark);
    assertThat(table.find()).isEmpty();
    table.create();
    SampleColumns.require(table.find().orElseThrow().schema(), table.name());
  }

  private static String provider(String table, SparkSession spark) {
    List<String> found =
        spark
            .sql("DESCRIBE EXTENDED " + table)
            .where("col_name = 'Provider'")
            .collectAsList()
            .stream()
            .map(row -> row.getString(1))
            .toList();
    return String.join(",", found);
  }
}
