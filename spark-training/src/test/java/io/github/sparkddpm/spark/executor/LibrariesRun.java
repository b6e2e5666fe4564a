package io.github.sparkddpm.spark.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Has an executor load native libraries, and prints which of its files it runs. */
public final class LibrariesRun {

  private LibrariesRun() {}

  /** Arguments: options of the executor's JVM. */
  public static void main(String[] arguments) {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[1,1,1024]")
            .appName("spark-ddpm test of native libraries")
            .config("spark.ui.enabled", "false")
            .config("spark.plugins", EventPlugin.class.getName())
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.executor.extraJavaOptions", String.join(" ", arguments))
            .getOrCreate()) {
      new JavaSparkContext(spark.sparkContext())
          .parallelize(List.of(1), 1)
          .flatMap(one -> load().iterator())
          .collect()
          .forEach(System.out::println);
    }
  }

  /** Loads ND4J's libraries by JavaCPP and another by JNA. */
  private static List<String> load() {
    NativeBackend.load();
    VisibleGpu.address();
    try {
      return Files.readAllLines(Path.of("/proc/self/maps")).stream()
          .filter(line -> line.contains(" r-xp ") && line.contains("/"))
          .map(line -> line.substring(line.indexOf('/')))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
