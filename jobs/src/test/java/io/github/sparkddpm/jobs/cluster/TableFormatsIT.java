package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.image.RgbColor;
import io.github.sparkddpm.jobs.session.SessionSettings;
import io.github.sparkddpm.spark.prepare.DatasetPreparer;
import io.github.sparkddpm.spark.prepare.PreparationPlan;
import io.github.sparkddpm.spark.prepare.PrepareConfig;
import io.github.sparkddpm.spark.source.FolderSource;
import io.github.sparkddpm.spark.source.RawSource;
import io.github.sparkddpm.spark.source.TableSource;
import io.github.sparkddpm.spark.source.table.TableQuery;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of Delta Lake and Iceberg, by the session of a dry run and by the job jar. */
@Timeout(300)
class TableFormatsIT {

  private static final int IMAGES = 12;
  private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
  private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";
  private static final List<Path> JARS =
      Stream.of("delta-spark_2.12", "delta-storage", "iceberg-spark-runtime-3.5_2.12")
          .map(name -> Path.of("target/tables", name + ".jar").toAbsolutePath())
          .toList();

  @TempDir private static Path folder;
  private static Map<String, String> settings;
  private static SparkSession spark;
  private static String all;
  private static String few;

  /** Version 0 of either table has all images, version 1 only those of a. */
  @BeforeAll
  static void write() throws IOException {
    settings =
        Map.of(
            "spark.sql.extensions",
            DELTA_EXTENSION + ",org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
            "spark.sql.catalog.spark_catalog",
            DELTA_CATALOG,
            "spark.sql.catalog.ice",
            "org.apache.iceberg.spark.SparkCatalog",
            "spark.sql.catalog.ice.type",
            "hadoop",
            "spark.sql.catalog.ice.warehouse",
            folder.resolve("ice").toString(),
            "spark.sql.warehouse.dir",
            folder.resolve("warehouse").toString());
    settings.forEach(System::setProperty);
    spark = SessionSettings.onDriver("TableFormatsIT");
    Path pictures = folder.resolve("pictures");
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(0, 0, 0, i);
      Path kind = Files.createDirectories(pictures.resolve(i % 2 == 0 ? "a" : "b"));
      ImageIO.write(image, "png", kind.resolve((100 + i) + ".png").toFile());
    }
    spark
        .read()
        .format("binaryFile")
        .load(pictures.resolve("*").toString())
        .selectExpr("content AS image", "path AS file", "substr(path, -9, 1) AS kind")
        .createOrReplaceTempView("written");
    for (String table :
        List.of(
            "pictures USING delta", "delta.`%s` USING delta".formatted(delta()), "ice.pictures")) {
      spark.sql("CREATE TABLE %s PARTITIONED BY (kind) AS SELECT * FROM written".formatted(table));
      spark.sql("DELETE FROM %s WHERE kind = 'b'".formatted(table.split(" ", 2)[0]));
    }
    spark.sql("CREATE VIEW of_a AS SELECT * FROM pictures WHERE kind = 'a'");
    all = digest(new FolderSource(pictures.toString(), true));
    few = digest(new FolderSource(pictures.resolve("a").toString(), false));
  }

  @AfterAll
  static void stop() {
    spark.close();
    settings.keySet().forEach(System::clearProperty);
  }

  @ParameterizedTest
  @CsvSource({
    "pictures, pictures VERSION AS OF 0",
    "delta.`~/delta`, delta.`~/delta` VERSION AS OF 0",
    "of_a, written",
    "ice.pictures, ice.pictures VERSION AS OF {first}",
    "iceberg.`~/ice/pictures`, ice.pictures.snapshot_id_{first}"
  })
  void namesPathsViewsAndEarlierVersionsAreTheImagesOfAFolder(String now, String before)
      throws IOException {
    assertThat(digest(table(now, false))).isEqualTo(few);
    assertThat(digest(table("SELECT * FROM " + before, true))).isEqualTo(all);
  }

  @ParameterizedTest
  @CsvSource({
    "SELECT * FROM pictures VERSION AS OF 7, version 7",
    "SELECT * FROM delta.`~/delta` TIMESTAMP AS OF '2001-01-01', 2001-01-01",
    "delta.`~/nowhere`, nowhere",
    "delta.`~/pictures`, doesn't exist",
    "SELECT * FROM ice.pictures VERSION AS OF 7, Cannot find snapshot",
    "ice.nowhere, cannot be found",
    "iceberg.`~/nowhere`, nowhere"
  })
  void tablesAndVersionsThatAreNotThereAreNamedInOneLine(String query, String reason) {
    assertThatThrownBy(() -> table(query, false).list(spark))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("Spark cannot read ", reason, "; correct data.source-images")
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "CALL ice.system.rollback_to_snapshot('pictures', {first})",
    "OPTIMIZE pictures",
    "VACUUM pictures",
    "RESTORE TABLE pictures TO VERSION AS OF 0",
    "MERGE INTO pictures p USING written w ON p.file = w.file WHEN MATCHED THEN DELETE",
    "UPDATE pictures SET kind = 'c'"
  })
  void commandsOfTheFormatsAreRefused(String command) throws IOException {
    assertThatThrownBy(() -> table(command, false).list(spark))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no table and no SELECT (");
    assertThat(digest(table("pictures", false))).isEqualTo(few);
  }

  @Test
  void theJobJarReadsThemWithTheirJarsAndSaysWhichIsMissing() throws Exception {
    String jars = "spark.jars=" + String.join(",", JARS.stream().map(Path::toString).toList());
    List<String> with =
        Stream.concat(Stream.of(jars), settings.entrySet().stream().map(one -> one.toString()))
            .toList();
    String path = "delta.`%s`".formatted(delta());
    Path out = folder.resolve("submitted");

    assertThat(run(with, 0, path, out, "--dry-run"))
        .contains("# Would read %s: a table, 6 rows".formatted(path));
    assertThat(out).doesNotExist();
    run(with, 0, path, out);
    assertThat(Files.readString(out.resolve("manifest.json"))).contains(few);
    assertThat(run(List.of(jars), 3, path, folder.resolve("none")))
        .contains("set spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension and spark.sql");
    assertThat(run(List.of(), 3, path, folder.resolve("none")))
        .contains("add the jar of its format by --spark-conf spark.jars.packages");
  }

  private static String run(
      List<String> properties, int status, String query, Path out, String... more)
      throws Exception {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    "prepare",
                    "data.format=table",
                    "data.source-images=" + query,
                    "data.order-by=[file]",
                    "data.prepared=" + out,
                    "data.shards=1",
                    "network.image-size=4",
                    "network.attention-resolutions=[]",
                    "network.channels=1"),
                Stream.of(more))
            .toList();
    try (Submission prepare =
        Submission.start(folder, "local[2]", 1, SparkHome.Extras.NONE, properties, arguments)) {
      assertThat(prepare.status()).as(prepare.log()).isEqualTo(status);
      return prepare.log();
    }
  }

  private static Path delta() {
    return folder.resolve("delta");
  }

  private static TableSource table(String query, boolean labelled) {
    String text =
        query.contains("{first}")
            ? query.replace("{first}", Long.toString(firstSnapshot()))
            : query;
    return new TableSource(
        new TableQuery(text.replace("~", folder.toString())),
        "image",
        labelled ? Optional.of("kind") : Optional.empty(),
        List.of("file"));
  }

  private static long firstSnapshot() {
    return spark
        .sql("SELECT snapshot_id FROM ice.pictures.snapshots ORDER BY committed_at")
        .first()
        .getLong(0);
  }

  private static String digest(RawSource source) throws IOException {
    PreparationPlan plan =
        new PreparationPlan(
            new ImageShape(1, 4, 4), new PrepareConfig(RgbColor.of("#ffffff"), 100, 0, 1, 0), 1);
    return new DatasetPreparer(spark, progress -> {})
        .prepare(source, plan, Files.createTempDirectory(folder, "prepared").toString())
        .manifest()
        .digest();
  }
}
