package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Spark's classes, read and verified once for all processes: it was two fifths of their work. */
final class SharedClasses {

  static final Path ARCHIVE =
      dump(SparkHome.HOME.resolveSibling(SparkHome.HOME.getFileName() + ".jsa"));

  private static Path dump(Path file) {
    try {
      Files.deleteIfExists(file);
      Path folder = Files.createTempDirectory(SparkHome.HOME.getParent(), "archived-");
      Process process =
          SparkHome.launch(
              folder,
              "dump.log",
              SparkHome.Extras.NONE,
              List.of(
                  SparkHome.COMPILED_ONCE, "-XX:ArchiveClassesAtExit=" + file, "-Xlog:cds*=off"),
              "org.apache.spark.deploy.SparkSubmit",
              "--master",
              "local[1]",
              "--conf",
              "spark.ui.enabled=false",
              "--class",
              "io.github.sparkddpm.jobs.Main",
              SparkHome.jobJar().toString(),
              "prepare",
              "--config",
              Path.of("../conf/digits.conf").toAbsolutePath().toString(),
              "data.source-images=" + FewDigits.images(folder),
              "data.source-labels=" + FewDigits.labels(folder),
              "data.prepared=" + folder.resolve("prepared"));
      assertThat(process.waitFor()).as("%s", folder.resolve("dump.log")).isZero();
      assertThat(file).exists();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
