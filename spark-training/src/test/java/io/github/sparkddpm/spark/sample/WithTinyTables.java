package io.github.sparkddpm.spark.sample;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of samples in tables, by a network that is trained once for a class. */
abstract class WithTinyTables {

  @TempDir private static Path shared;

  @TempDir Path folder;
  TinyTables tables;
  SparkSession spark;

  @BeforeAll
  static void train() throws IOException {
    TinyTables.train(shared);
  }

  @BeforeEach
  void open() {
    tables = new TinyTables(shared, folder);
    spark = tables.session();
  }

  @AfterEach
  void close() {
    tables.close();
  }
}
