package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.spark.data.TableSpark;
import io.github.sparkddpm.spark.train.TinyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables of each kind, for the samples of a very small run. */
final class TinyTables implements AutoCloseable {

  static final String COLUMNS =
      "settings STRING, id BIGINT, label INT, image STRUCT<bytes: BINARY, path: STRING>,"
          + " seed BIGINT, sampler STRING, steps INT, checkpoint BIGINT, weights_sha256 STRING";

  private final Path shared;
  private final Path folder;
  private final TableSpark tables;
  private final SparkSession spark;

  /** The tables that sample creates, and those that users have created, in another order. */
  enum Kind {
    PARQUET_FOLDER,
    PARQUET_TABLE,
    DELTA_FOLDER,
    DELTA_TABLE,
    ICEBERG_FOLDER,
    ICEBERG_TABLE
  }

  /** Trains the run, once for many tables. */
  static void train(Path shared) throws IOException {
    TinyRun.train(TinyRun.run(TinyRun.dataset(shared), shared.resolve("run"), TinyRun.plan(3)));
  }

  /** Opens a session with all catalogs, below an empty folder. */
  TinyTables(Path shared, Path folder) {
    this.shared = shared;
    this.folder = folder;
    tables = new TableSpark(folder.resolve("ice"));
    spark = tables.session();
    spark.sql("CREATE DATABASE IF NOT EXISTS db");
    spark.sql("CREATE NAMESPACE IF NOT EXISTS ice.db");
  }

  @Override
  public void close() {
    spark.sql("DROP DATABASE db CASCADE");
    tables.close();
  }

  SparkSession session() {
    return spark;
  }

  SamplingResult draw(TinySamples samples) throws IOException {
    return draw(samples, 3);
  }

  SamplingResult draw(TinySamples samples, long seed) throws IOException {
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

  TinySamples in(String table) {
    return TinySamples.of(shared.resolve("run"), folder.resolve("samples")).into(table);
  }

  TinySamples samples(Kind kind) {
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

  List<Row> rows(TinySamples samples, String columns) {
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

  long[] ids(TinySamples samples) {
    return rows(samples, "id").stream().mapToLong(row -> row.getLong(0)).toArray();
  }

  /** Returns the files of the table, each with the time at which it was written. */
  Map<Path, FileTime> files() throws IOException {
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
