package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gauges of a run in Spark's metrics sinks. */
class MetricsSinkTest {

  private static final String SINK = "spark.metrics.conf.driver.sink.csv.";
  private static final String SOURCE =
      ".driver.plugin.io.github.sparkddpm.spark.train.TrainingMetricsPlugin.";

  @TempDir private Path folder;
  private TinyDigits digits;

  @BeforeEach
  void prepare() {
    digits = new TinyDigits(folder);
  }

  @AfterEach
  void forgetTheSink() {
    digits.close();
    List.of("class", "directory").forEach(key -> System.clearProperty(SINK + key));
  }

  /** Spark's CSV sink writes a last time when the session ends. */
  @Test
  void aSinkIsGivenStepImagesLossAndSpeed() throws IOException {
    Path sink = Files.createDirectory(folder.resolve("sink"));
    System.setProperty(SINK + "class", "org.apache.spark.metrics.sink.CsvSink");
    System.setProperty(SINK + "directory", sink.toString());
    Invocation done =
        digits.call("train", folder.resolve("run"), "training.steps=3", "training.log-every=1");

    assertThat(done.status()).as(done.err()).isZero();
    assertThat(last(sink, "step")).isEqualTo(3);
    assertThat(last(sink, "steps")).isEqualTo(3);
    assertThat(last(sink, "imagesSeen")).isEqualTo(12);
    assertThat(last(sink, "loss")).isBetween(0.1, 10.0);
    assertThat(last(sink, "imagesPerSecond")).isPositive();
  }

  private static double last(Path sink, String gauge) throws IOException {
    try (Stream<Path> files = Files.list(sink)) {
      Path file =
          files
              .filter(path -> path.toString().endsWith(SOURCE + gauge + ".csv"))
              .findAny()
              .orElseThrow();
      List<String> lines = Files.readAllLines(file);
      return Double.parseDouble(lines.get(lines.size() - 1).split(",", -1)[1]);
    }
  }
}
